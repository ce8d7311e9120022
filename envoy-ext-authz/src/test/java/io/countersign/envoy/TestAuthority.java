package io.countersign.envoy;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues the certificates of the tests, as PEM files in one folder. */
final class TestAuthority {
  private static final X500Name ISSUER = new X500Name("CN=test root");

  private final AtomicLong serial = new AtomicLong(1);
  private final KeyPair rootKeys = newKeys();
  private final Path directory;

  /** Also writes {@code ca.pem}. */
  TestAuthority(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
    GeneralName name = new GeneralName(GeneralName.dNSName, "root");
    write("ca", certificate(ISSUER, rootKeys, true, name));
  }

  /** Writes {@code NAME.pem} and {@code NAME-key.pem}; the certificate's PEM text. */
  String issue(String file, int kindOfName, String name) throws IOException {
    KeyPair keys = newKeys();
    write(file + "-key", new JcaPKCS8Generator(keys.getPrivate(), null));
    X500Name subject = new X500Name("CN=" + file);
    return write(file, certificate(subject, keys, false, new GeneralName(kindOfName, name)));
  }

  String file(String name) {
    return directory.resolve(name).toString();
  }

  private String write(String file, Object content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(content);
    }
    Files.writeString(directory.resolve(file + ".pem"), text.toString());
    return text.toString();
  }

  private X509Certificate certificate(
      X500Name subject, KeyPair keys, boolean authority, GeneralName name) {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            ISSUER,
            BigInteger.valueOf(serial.getAndIncrement()),
            Date.from(now.minus(Duration.ofMinutes(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            subject,
            keys.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(rootKeys.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException("the platform cannot issue a certificate", e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform lacks P-256", e);
    }
  }
}
