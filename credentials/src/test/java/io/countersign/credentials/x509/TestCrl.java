package io.countersign.credentials.x509;

import io.countersign.credentials.x509.TestCa.Issued;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A revocation list that the tests may bend; an hour long and a quarter old at {@code NOON_30}. */
final class TestCrl {
  private String name;
  private Issued signer;
  private String signature = "SHA256withECDSA";
  private Instant thisUpdate = TestCa.NOON_30.minus(Duration.ofMinutes(15));
  private @Nullable Instant nextUpdate = TestCa.NOON_30.plus(Duration.ofMinutes(45));
  private @Nullable Long number = 10L;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Ext> extensions = new ArrayList<>();

  private record Entry(BigInteger serial, Extensions extensions) {}

  private record Ext(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {}

  private TestCrl(Issued issuer) {
    name = issuer.certificate().getSubjectX500Principal().getName();
    signer = issuer;
  }

  static TestCrl of(Issued issuer) {
    return new TestCrl(issuer);
  }

  TestCrl issuerName(String other) {
    name = other;
    return this;
  }

  TestCrl signedBy(Issued other) {
    signer = other;
    return this;
  }

  TestCrl signature(String algorithm) {
    signature = algorithm;
    return this;
  }

  TestCrl valid(Instant from, @Nullable Instant until) {
    thisUpdate = from;
    nextUpdate = until;
    return this;
  }

  TestCrl number(@Nullable Long other) {
    number = other;
    return this;
  }

  TestCrl revokes(Issued certificate) {
    return entry(
        certificate, Extension.reasonCode, false, CRLReason.lookup(CRLReason.keyCompromise));
  }

  TestCrl entry(Issued certificate, int reason) {
    return entry(certificate, Extension.reasonCode, false, CRLReason.lookup(reason));
  }

  TestCrl entry(
      Issued certificate, ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    entries.add(
        new Entry(
            certificate.certificate().getSerialNumber(),
            extensions(List.of(new Ext(oid, critical, value)))));
    return this;
  }

  TestCrl ext(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    extensions.add(new Ext(oid, critical, value));
    return this;
  }

  byte[] der() {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name(name), Date.from(thisUpdate));
      if (nextUpdate != null) {
        builder.setNextUpdate(Date.from(nextUpdate));
      }
      if (number != null) {
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
      }
      for (Ext e : extensions) {
        builder.addExtension(e.oid(), e.critical(), e.value());
      }
      for (Entry e : entries) {
        builder.addCRLEntry(e.serial(), Date.from(thisUpdate), e.extensions());
      }
      return builder
          .build(new JcaContentSignerBuilder(signature).build(signer.keys().getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new AssertionError("the fixture cannot be made", e);
    }
  }

  private static Extensions extensions(List<Ext> list) {
    try {
      ExtensionsGenerator generator = new ExtensionsGenerator();
      for (Ext e : list) {
        generator.addExtension(e.oid(), e.critical(), e.value());
      }
      return generator.generate();
    } catch (IOException e) {
      throw new AssertionError("the fixture cannot be made", e);
    }
  }
}
