package io.countersign.credentials.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A small certificate authority: every certificate is one that the tests may bend. */
final class TestCa {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final Instant END = Instant.parse("2026-03-01T13:00:00Z");
  static final Instant NOON_30 = Instant.parse("2026-03-01T12:30:00Z");

  private static final AtomicLong SERIAL = new AtomicLong(0xabc0);

  /** A certificate and its key. */
  record Issued(X509Certificate certificate, KeyPair keys) {}

  /** A critical or non-critical extension. */
  private record Ext(String oid, boolean critical, ASN1Encodable value) {}

  static final class Spec {
    private String subject = "CN=leaf";
    private @Nullable String issuerName;
    private KeyPair keys = ec("secp256r1");
    private @Nullable String signature;
    private Instant notBefore = START;
    private Instant notAfter = END;
    private BigInteger serial = BigInteger.valueOf(SERIAL.incrementAndGet());
    private final List<Ext> extensions = new ArrayList<>();

    Spec subject(String name) {
      subject = name;
      return this;
    }

    Spec issuerName(String name) {
      issuerName = name;
      return this;
    }

    Spec keys(KeyPair pair) {
      keys = pair;
      return this;
    }

    Spec signature(String algorithm) {
      signature = algorithm;
      return this;
    }

    Spec valid(Instant from, Instant until) {
      notBefore = from;
      notAfter = until;
      return this;
    }

    Spec serial(BigInteger number) {
      serial = number;
      return this;
    }

    Spec ext(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
      without(oid);
      extensions.add(new Ext(oid.getId(), critical, value));
      return this;
    }

    Spec without(ASN1ObjectIdentifier oid) {
      extensions.removeIf(e -> e.oid().equals(oid.getId()));
      return this;
    }

    Spec names(GeneralName... names) {
      return ext(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }

    Spec uris(String... uris) {
      return names(Arrays.stream(uris).map(TestCa::uri).toArray(GeneralName[]::new));
    }

    Spec usage(int bits) {
      return ext(Extension.keyUsage, true, new KeyUsage(bits));
    }

    Spec purposes(KeyPurposeId... ids) {
      return ext(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(ids));
    }

    Issued selfSigned() {
      return issued(derBy(subject, keys.getPrivate()));
    }

    Issued by(Issued issuer) {
      return issued(derBy(issuer));
    }

    /** The bytes, for a certificate that cannot be read back. */
    byte[] derBy(Issued issuer) {
      String name = issuer.certificate().getSubjectX500Principal().getName();
      return derBy(issuerName == null ? name : issuerName, issuer.keys().getPrivate());
    }

    private byte[] derBy(String issuer, PrivateKey key) {
      try {
        var builder =
            new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                serial,
                Date.from(notBefore),
                Date.from(notAfter),
                new X500Name(subject),
                keys.getPublic());
        for (Ext e : extensions) {
          builder.addExtension(new ASN1ObjectIdentifier(e.oid()), e.critical(), e.value());
        }
        String algorithm = signature == null ? algorithmFor(key) : signature;
        return builder.build(signer(algorithm).build(key)).getEncoded();
      } catch (IOException | OperatorCreationException e) {
        throw new AssertionError("the fixture cannot be made", e);
      }
    }

    private Issued issued(byte[] der) {
      try {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        var certificate = factory.generateCertificate(new ByteArrayInputStream(der));
        return new Issued((X509Certificate) certificate, keys);
      } catch (GeneralSecurityException e) {
        throw new AssertionError("the fixture cannot be made", e);
      }
    }
  }

  private TestCa() {}

  /** A leaf to the profile. */
  static Spec leaf(String uri) {
    return new Spec().uris(uri).usage(KeyUsage.digitalSignature);
  }

  static Spec ca(String subject) {
    return new Spec()
        .subject(subject)
        .ext(Extension.basicConstraints, true, new BasicConstraints(true))
        .usage(KeyUsage.keyCertSign | KeyUsage.cRLSign)
        .valid(START.minusSeconds(86_400), END.plusSeconds(86_400));
  }

  static GeneralName uri(String uri) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
  }

  static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair ed(String name) {
    try {
      return KeyPairGenerator.getInstance(name).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String pem(Issued... chain) {
    return Arrays.stream(chain)
        .map(i -> pem("CERTIFICATE", der(i.certificate())))
        .collect(Collectors.joining());
  }

  static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static JcaContentSignerBuilder signer(String algorithm) {
    JcaContentSignerBuilder signer = new JcaContentSignerBuilder(algorithm);
    // The platform knows RSASSA-PSS under another name than Bouncy Castle asks for.
    return algorithm.endsWith("MGF1") ? signer.setProvider(new BouncyCastleProvider()) : signer;
  }

  private static String algorithmFor(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm().equals("EdDSA") ? "Ed25519" : key.getAlgorithm();
    };
  }
}
