package io.countersign.credentials.x509.revocation;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** One question about one certificate (RFC 6960 §4.1). */
final class OcspRequest {
  /** RFC 9654 §2.1: at least 32 octets in new clients. */
  private static final int NONCE_BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final X509Certificate issuer;
  private final CertID id;
  private final @Nullable ASN1OctetString nonce;

  private OcspRequest(X509Certificate issuer, CertID id, @Nullable ASN1OctetString nonce) {
    this.issuer = issuer;
    this.id = id;
    this.nonce = nonce;
  }

  /**
   * Asks about a certificate of that issuer.
   *
   * @param hash of the CertID; an answer must have the same
   */
  static OcspRequest about(
      X509Certificate certificate, X509Certificate issuer, CertIdHash hash, boolean withNonce) {
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(hash.oid()), DERNull.INSTANCE);
    CertID id =
        new CertID(
            algorithm,
            new DEROctetString(hash.of(certificate.getIssuerX500Principal().getEncoded())),
            new DEROctetString(keyHash(hash, issuer)),
            new ASN1Integer(certificate.getSerialNumber()));
    return new OcspRequest(issuer, id, withNonce ? newNonce() : null);
  }

  private static ASN1OctetString newNonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    return new DEROctetString(nonce);
  }

  byte[] encoded() {
    try {
      Extensions extensions =
          nonce == null
              ? null
              : new Extensions(
                  new Extension(
                      OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                      false,
                      nonce.getEncoded(ASN1Encoding.DER)));
      TBSRequest body = new TBSRequest(null, new DERSequence(new Request(id, null)), extensions);
      return new OCSPRequest(body, null).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("what was just made can be encoded", e);
    }
  }

  /** Of the certificate asked about. */
  X509Certificate issuer() {
    return issuer;
  }

  /** Whether an answer about that CertID is one about this certificate. */
  boolean isAbout(CertID other) {
    return other.getHashAlgorithm().getAlgorithm().equals(id.getHashAlgorithm().getAlgorithm())
        && other.getIssuerNameHash().equals(id.getIssuerNameHash())
        && other.getIssuerKeyHash().equals(id.getIssuerKeyHash())
        && other.getSerialNumber().equals(id.getSerialNumber());
  }

  /**
   * Whether the answer is to this very question. An answer without nonce, or with one to a question
   * without, may be one made in advance; where one is asked for, it must come back.
   */
  boolean isAnsweredWith(@Nullable Extension extension) {
    if (nonce == null) {
      return true;
    }
    return extension != null
        && Arrays.equals(
            nonce.getOctets(), ASN1OctetString.getInstance(extension.getParsedValue()).getOctets());
  }

  /** Of the key's bits, as in issuerKeyHash and in a ResponderID by key. */
  static byte[] keyHash(CertIdHash hash, X509Certificate certificate) {
    return hash.of(
        SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
            .getPublicKeyData()
            .getBytes());
  }
}
