package io.countersign.policy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Assertions;

/** A key with a certificate of its own for 127.0.0.1, made by the JDK's keytool. */
final class TestTls {
  private static final String PASSWORD = "changeit";
  private final KeyStore store;

  TestTls(Path folder, String name, String san) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(command(file, name, san)).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assertions.assertEquals(0, keytool.waitFor(), output);
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
  }

  private static List<String> command(Path file, String name, String san) {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    return List.of(
        (keytool
                + " -genkeypair -alias key -keyalg EC -groupname secp256r1 -validity 2"
                + (" -ext san=" + san + " -dname CN=" + name + " -storetype PKCS12")
                + (" -storepass " + PASSWORD + " -keystore " + file))
            .split(" "));
  }

  /** Writes certificate and key as PEM. */
  void write(Path certificate, Path key) throws Exception {
    Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate("key").getEncoded()));
    byte[] encoded = store.getKey("key", PASSWORD.toCharArray()).getEncoded();
    Files.writeString(key, pem("PRIVATE KEY", encoded));
  }

  private static String pem(String kind, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }

  /** Shows this certificate and trusts the other. */
  SSLContext trusting(TestTls other) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), other.trust().getTrustManagers(), null);
    return context;
  }

  /** Shows nothing and trusts this certificate. */
  SSLContext trusted() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust().getTrustManagers(), null);
    return context;
  }

  private TrustManagerFactory trust() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("other", store.getCertificate("key"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    return trust;
  }
}
