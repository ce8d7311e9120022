package io.countersign.policy.rego.builtin;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/** A certificate in the making, and those that it issues; PEM is what comes out. */
final class TestChain {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final Instant END = Instant.parse("2026-03-01T13:00:00Z");

  private static final AtomicLong SERIAL = new AtomicLong(0xabc0);
  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.3.2"));

  private final X500Name subject;
  private final KeyPair keys = newKeys();
  private final ExtensionsGenerator extensions = new ExtensionsGenerator();
  private Instant notBefore = START;
  private Instant notAfter = END;

  private TestChain(String subject) {
    this.subject = new X500Name(subject);
  }

  /** An authority below which so many more may come; -1 for any number. */
  static TestChain authority(String subject, int below) {
    return new TestChain(subject)
        .with(
            Extension.basicConstraints,
            below < 0 ? new BasicConstraints(true) : new BasicConstraints(below))
        .with(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  /** A server's certificate. */
  static TestChain server(String... names) {
    return endEntity(KeyPurposeId.id_kp_serverAuth, names);
  }

  static TestChain endEntity(KeyPurposeId purpose, String... names) {
    GeneralName[] alternatives = new GeneralName[names.length];
    for (int i = 0; i < names.length; i++) {
      boolean isAddress = names[i].matches("[0-9.]+|[0-9a-f:]+");
      alternatives[i] =
          new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, names[i]);
    }
    TestChain entity =
        new TestChain("CN=server.example")
            .with(Extension.extendedKeyUsage, new ExtendedKeyUsage(purpose));
    return names.length == 0
        ? entity
        : entity.with(Extension.subjectAlternativeName, new GeneralNames(alternatives));
  }

  static TestChain bare(String subject) {
    return new TestChain(subject);
  }

  TestChain valid(Instant from, Instant until) {
    notBefore = from;
    notAfter = until;
    return this;
  }

  /** With a critical extension, as all are that are known. */
  TestChain with(ASN1ObjectIdentifier oid, ASN1Encodable value) {
    return with(oid, true, value);
  }

  TestChain with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      extensions.addExtension(oid, critical, value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  String pem() {
    return pemBy(this);
  }

  String pemBy(TestChain issuer) {
    V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
    body.setSerialNumber(new ASN1Integer(BigInteger.valueOf(SERIAL.incrementAndGet())));
    body.setIssuer(issuer.subject);
    body.setSubject(subject);
    body.setStartDate(new Time(Date.from(notBefore)));
    body.setEndDate(new Time(Date.from(notAfter)));
    body.setSignature(ALGORITHM);
    body.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    if (!extensions.isEmpty()) {
      body.setExtensions(extensions.generate());
    }
    try {
      var unsigned = body.generateTBSCertificate();
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(issuer.keys.getPrivate());
      signature.update(unsigned.getEncoded("DER"));
      byte[] der =
          new DERSequence(
                  new ASN1Encodable[] {unsigned, ALGORITHM, new DERBitString(signature.sign())})
              .getEncoded("DER");
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
