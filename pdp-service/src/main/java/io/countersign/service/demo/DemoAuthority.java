package io.countersign.service.demo;

import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A throw-away certificate authority of a SPIFFE trust domain. */
public final class DemoAuthority {
  private static final Duration ROOT_LIFETIME = Duration.ofDays(1);
  private static final Duration LEAF_LIFETIME = Duration.ofHours(1);
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  private final KeyPair keys = newKeys();
  private final String trustDomain;
  private final Instant now;
  private final X509Certificate root;

  public DemoAuthority(String trustDomain, Instant now) {
    this.trustDomain = trustDomain;
    this.now = now;
    this.root = issueRoot();
  }

  /** A certificate with its key. */
  public record Identity(X509Certificate certificate, KeyPair keys) {

    /** The certificate in PEM. */
    public String certificatePem() {
      return pem(certificate);
    }

    /** The private key in PEM, PKCS #8. */
    public String keyPem() {
      return pem(keys.getPrivate());
    }
  }

  /** The root certificate. */
  X509Certificate root() {
    return root;
  }

  /** The root certificate in PEM. */
  public String rootPem() {
    return pem(root);
  }

  public String trustDomain() {
    return trustDomain;
  }

  /** An X.509-SVID for {@code spiffe://<trust domain><path>}. */
  public Identity workload(String path) {
    GeneralName uri =
        new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://" + trustDomain + path);
    return issue(List.of(uri), LEAF_LIFETIME);
  }

  /** A certificate of a server with these DNS names, for both ends of TLS. */
  public Identity server(String... names) {
    return issue(
        List.of(names).stream().map(name -> new GeneralName(GeneralName.dNSName, name)).toList(),
        LEAF_LIFETIME);
  }

  private X509Certificate issueRoot() {
    X500Name name = new X500Name("CN=Root of " + trustDomain);
    JcaX509v3CertificateBuilder builder = builder(name, name, keys, ROOT_LIFETIME);
    return sign(
        builder,
        new BasicConstraints(true),
        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign),
        List.of(new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://" + trustDomain)));
  }

  private Identity issue(List<GeneralName> names, Duration lifetime) {
    KeyPair leafKeys = newKeys();
    X500Name issuer = new X500Name("CN=Root of " + trustDomain);
    JcaX509v3CertificateBuilder builder =
        builder(issuer, new X500Name("CN=" + trustDomain), leafKeys, lifetime);
    X509Certificate certificate =
        sign(builder, new BasicConstraints(false), new KeyUsage(KeyUsage.digitalSignature), names);
    return new Identity(certificate, leafKeys);
  }

  private JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair subjectKeys, Duration lifetime) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        serial(),
        Date.from(now.minus(CLOCK_TOLERANCE)),
        Date.from(now.plus(lifetime)),
        subject,
        subjectKeys.getPublic());
  }

  /** 120 random bits (RFC 5280 §4.1.2.2 allows 159). */
  private static BigInteger serial() {
    byte[] bytes = new byte[15];
    new SecureRandom().nextBytes(bytes);
    return new BigInteger(1, bytes);
  }

  private X509Certificate sign(
      JcaX509v3CertificateBuilder builder,
      BasicConstraints constraints,
      KeyUsage usage,
      List<GeneralName> names) {
    try {
      builder.addExtension(Extension.basicConstraints, true, constraints);
      builder.addExtension(Extension.keyUsage, true, usage);
      if (!constraints.isCA()) {
        KeyPurposeId[] purposes = {KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth};
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
      }
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | java.io.IOException e) {
      throw new IllegalStateException("the platform cannot issue a certificate", e);
    }
  }

  /** A fresh P-256 key pair. */
  static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform lacks P-256", e);
    }
  }

  private static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          object instanceof Key
              ? new JcaPKCS8Generator((java.security.PrivateKey) object, null)
              : object);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("a string cannot be written to", e);
    }
    return text.toString();
  }
}
