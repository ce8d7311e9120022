package io.countersign.credentials.x509;

import io.countersign.credentials.x509.TestCa.Issued;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** How a responder answers; its answers are an hour long and a quarter old at {@code NOON_30}. */
final class TestOcsp {
  private final Issued signer;
  private boolean shown;
  private String signature = "SHA256withECDSA";
  private @Nullable CertificateStatus status = CertificateStatus.GOOD;
  private Instant thisUpdate = TestCa.NOON_30.minus(Duration.ofMinutes(15));
  private @Nullable Instant nextUpdate = TestCa.NOON_30.plus(Duration.ofMinutes(45));
  private @Nullable Instant producedAt;
  private boolean echoesNonce = true;
  private byte @Nullable [] otherNonce;
  private @Nullable BigInteger otherSerial;
  private @Nullable Issued otherIssuer;
  private boolean critical;
  private int times = 1;

  private TestOcsp(Issued signer) {
    this.signer = signer;
  }

  /** Signs for itself. */
  static TestOcsp of(Issued ca) {
    return new TestOcsp(ca);
  }

  /** Signs with a certificate that it shows. */
  static TestOcsp delegate(Issued delegate) {
    TestOcsp answer = new TestOcsp(delegate);
    answer.shown = true;
    return answer;
  }

  TestOcsp signature(String algorithm) {
    signature = algorithm;
    return this;
  }

  TestOcsp revoked(int reason) {
    status = new RevokedStatus(Date.from(TestCa.START), reason);
    return this;
  }

  TestOcsp unknown() {
    status = new UnknownStatus();
    return this;
  }

  TestOcsp valid(Instant from, @Nullable Instant until) {
    thisUpdate = from;
    nextUpdate = until;
    return this;
  }

  TestOcsp producedAt(Instant time) {
    producedAt = time;
    return this;
  }

  TestOcsp withoutNonce() {
    echoesNonce = false;
    return this;
  }

  TestOcsp nonce(byte[] other) {
    otherNonce = other;
    return this;
  }

  TestOcsp serial(BigInteger other) {
    otherSerial = other;
    return this;
  }

  TestOcsp issuer(Issued other) {
    otherIssuer = other;
    return this;
  }

  TestOcsp criticalExtension() {
    critical = true;
    return this;
  }

  TestOcsp twice() {
    times = 2;
    return this;
  }

  byte[] answer(byte[] request) {
    try {
      OCSPReq question = new OCSPReq(request);
      String subject = signer.certificate().getSubjectX500Principal().getName();
      var builder = new BasicOCSPRespBuilder(new RespID(new X500Name(subject)));
      for (int i = 0; i < times; i++) {
        builder.addResponse(
            id(question.getRequestList()[0].getCertID()),
            status,
            Date.from(thisUpdate),
            nextUpdate == null ? null : Date.from(nextUpdate),
            null);
      }
      Extensions extensions = extensions(question);
      if (extensions != null) {
        builder.setResponseExtensions(extensions);
      }
      X509CertificateHolder[] chain =
          shown
              ? new X509CertificateHolder[] {
                new X509CertificateHolder(TestCa.der(signer.certificate()))
              }
              : new X509CertificateHolder[0];
      var made =
          builder.build(
              new JcaContentSignerBuilder(signature).build(signer.keys().getPrivate()),
              chain,
              Date.from(producedAt == null ? thisUpdate : producedAt));
      return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, made).getEncoded();
    } catch (IOException | OCSPException | OperatorCreationException e) {
      throw new AssertionError("the fixture cannot be made", e);
    }
  }

  private CertificateID id(CertificateID asked)
      throws IOException, OCSPException, OperatorCreationException {
    if (otherSerial == null && otherIssuer == null) {
      return asked;
    }
    Issued ca = otherIssuer == null ? signer : otherIssuer;
    DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
    return new CertificateID(
        digests.get(CertificateID.HASH_SHA1),
        new X509CertificateHolder(TestCa.der(ca.certificate())),
        otherSerial == null ? asked.getSerialNumber() : otherSerial);
  }

  private @Nullable Extensions extensions(OCSPReq question) throws IOException {
    ExtensionsGenerator generator = new ExtensionsGenerator();
    Extension asked = question.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
    if (otherNonce != null) {
      generator.addExtension(
          OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(otherNonce));
    } else if (asked != null && echoesNonce) {
      generator.addExtension(asked);
    }
    if (critical) {
      generator.addExtension(new ASN1ObjectIdentifier("1.2.3.4.5"), true, DERNull.INSTANCE);
    }
    return generator.isEmpty() ? null : generator.generate();
  }

  static byte[] error(int status) {
    try {
      return new OCSPRespBuilder().build(status, null).getEncoded();
    } catch (IOException | OCSPException e) {
      throw new AssertionError("the fixture cannot be made", e);
    }
  }
}
