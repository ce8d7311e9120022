package io.countersign.envoy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Sends a request byte for byte over TLS: no library mends what a test means to be broken. */
final class RawClient {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final SSLContext tls;
  private final int port;

  /** An answer; names in lower case. */
  record Answer(int status, List<String> headerLines, String body) {

    List<String> values(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headerLines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .toList();
    }
  }

  /**
   * @param identity presents {@code NAME.pem} with {@code NAME-key.pem}; empty for none
   */
  RawClient(int port, TestAuthority authority, String identity)
      throws IOException, GeneralSecurityException {
    this.port = port;
    KeyStore trust = emptyStore();
    trust.setCertificateEntry("ca", certificates(authority.file("ca.pem")).getFirst());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(trust);
    tls = SSLContext.getInstance("TLS");
    tls.init(
        identity.isEmpty() ? new KeyManager[0] : keys(authority, identity),
        trusted.getTrustManagers(),
        null);
  }

  /** Sends {@code GET target} with these header lines. */
  Answer get(String target, String... headerLines) throws IOException {
    String head = "GET " + target + " HTTP/1.1\r\nhost: orders.example\r\nconnection: close\r\n";
    String lines = headerLines.length == 0 ? "" : String.join("\r\n", headerLines) + "\r\n";
    return send((head + lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  Answer send(byte[] request) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    }
  }

  private static Answer parse(String text) throws IOException {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no HTTP answer: " + text);
    }
    List<String> lines = text.substring(0, end).lines().toList();
    return new Answer(
        Integer.parseInt(lines.getFirst(), 9, 12, 10),
        lines.subList(1, lines.size()),
        text.substring(end + 4));
  }

  private static KeyManager[] keys(TestAuthority authority, String identity)
      throws IOException, GeneralSecurityException {
    String pem = Files.readString(Path.of(authority.file(identity + "-key.pem")));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "client",
        key,
        new char[0],
        certificates(authority.file(identity + ".pem")).toArray(Certificate[]::new));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, new char[0]);
    return managers.getKeyManagers();
  }

  private static List<X509Certificate> certificates(String file)
      throws IOException, GeneralSecurityException {
    try (var bytes = Files.newInputStream(Path.of(file))) {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509").generateCertificates(bytes);
      return read.stream().map(X509Certificate.class::cast).toList();
    }
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
