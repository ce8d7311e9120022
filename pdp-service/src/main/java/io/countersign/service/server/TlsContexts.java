package io.countersign.service.server;

import io.countersign.credentials.CredentialConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS towards the servers that trust data comes from. */
final class TlsContexts {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private TlsContexts() {}

  /**
   * A client's context.
   *
   * @param ca whom to trust, in PEM; null for the authorities of the Java runtime
   * @throws CredentialConfigException when the file has no certificates
   */
  static SSLContext client(@Nullable Path ca) throws CredentialConfigException {
    return context(ca, null);
  }

  /**
   * The context of a client that shows a certificate.
   *
   * @param certificate its chain in PEM, leaf first
   * @param key PKCS #8 in PEM
   * @throws CredentialConfigException when one of the files cannot be used
   */
  static SSLContext client(@Nullable Path ca, Path certificate, Path key)
      throws CredentialConfigException {
    try {
      Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
      KeyStore store = empty();
      store.setKeyEntry("client", privateKey(key, chain[0]), new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      return context(ca, keys.getKeyManagers());
    } catch (GeneralSecurityException e) {
      throw new CredentialConfigException(
          key + ": cannot be used with the certificate " + certificate);
    }
  }

  private static SSLContext context(@Nullable Path ca, KeyManager @Nullable [] keys)
      throws CredentialConfigException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust(ca), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime has no TLS", e);
    }
  }

  private static TrustManager @Nullable [] trust(@Nullable Path ca)
      throws CredentialConfigException, GeneralSecurityException {
    if (ca == null) {
      return null;
    }
    KeyStore store = empty();
    int count = 0;
    for (Certificate certificate : certificates(ca)) {
      store.setCertificateEntry("ca-" + count++, certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException impossible) {
      throw new IllegalStateException("an empty key store is not read from anywhere", impossible);
    }
  }

  /**
   * The certificates in a PEM file, at least one.
   *
   * @throws CredentialConfigException when there are none, or the file cannot be read
   */
  static List<X509Certificate> certificates(Path file) throws CredentialConfigException {
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (GeneralSecurityException malformed) {
      // said below
    } catch (IOException e) {
      throw new CredentialConfigException(
          file + ": cannot be read (" + e.getClass().getSimpleName() + "); give PEM certificates");
    }
    throw new CredentialConfigException(file + ": has no certificates; give them as PEM");
  }

  private static PrivateKey privateKey(Path file, Certificate certificate)
      throws CredentialConfigException {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      if (text.startsWith(BEGIN) && text.endsWith(END)) {
        byte[] der =
            Base64.getMimeDecoder()
                .decode(text.substring(BEGIN.length(), text.length() - END.length()));
        return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(der));
      }
    } catch (IllegalArgumentException | GeneralSecurityException malformed) {
      // said below, without a word of what the file has
    } catch (IOException e) {
      throw new CredentialConfigException(
          file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    throw new CredentialConfigException(
        file + ": is no private key of the certificate; give unencrypted PKCS #8 as PEM");
  }
}
