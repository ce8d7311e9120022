package io.countersign.load;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An X.509-SVID directly under the authority of its trust domain. */
final class Chain {
  static final String TRUST_DOMAIN = "prod.example";

  private static final Duration AROUND = Duration.ofHours(1);

  final X509Certificate authority;
  final String leafPem;

  Chain() {
    try {
      Signer root = Signer.fresh();
      Signer workload = Signer.fresh();
      JcaX509v3CertificateBuilder ca = certificate("CN=root", 1, root);
      ca.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      ca.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      authority = signed(ca, root);
      GeneralName id =
          new GeneralName(
              GeneralName.uniformResourceIdentifier, "spiffe://" + TRUST_DOMAIN + "/orders");
      JcaX509v3CertificateBuilder leaf = certificate("CN=orders", 2, workload);
      leaf.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(id));
      leaf.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      leafPem = pem(signed(leaf, root));
    } catch (IOException | OperatorCreationException | CertificateException e) {
      throw new IllegalStateException("the chain cannot be made", e);
    }
  }

  private static JcaX509v3CertificateBuilder certificate(String subject, int serial, Signer key) {
    return new JcaX509v3CertificateBuilder(
        new X500Name("CN=root"),
        BigInteger.valueOf(serial),
        Date.from(Proof.NOW.minus(AROUND)),
        Date.from(Proof.NOW.plus(AROUND)),
        new X500Name(subject),
        key.pair().getPublic());
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder certificate, Signer issuer)
      throws OperatorCreationException, CertificateException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.pair().getPrivate());
    return new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
  }

  private static String pem(X509Certificate certificate) throws CertificateException {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }
}
