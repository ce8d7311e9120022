package io.countersign.credentials.x509.revocation;

import io.countersign.decision.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;

/** Reads certificate revocation lists, DER or PEM, and takes only full ones (RFC 5280 §5). */
final class CrlReader {
  static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final int MAX_ENTRIES = 1_000_000;
  private static final String BEGIN = "-----BEGIN X509 CRL-----";
  private static final String END = "-----END X509 CRL-----";

  /** Critical or not, these are understood. */
  private static final Set<ASN1ObjectIdentifier> KNOWN =
      Set.of(
          Extension.authorityKeyIdentifier,
          Extension.issuerAlternativeName,
          Extension.cRLNumber,
          Extension.issuingDistributionPoint);

  /** None of them changes which certificate the entry revokes. */
  private static final Set<ASN1ObjectIdentifier> KNOWN_OF_ENTRIES =
      Set.of(Extension.reasonCode, Extension.instructionCode, Extension.invalidityDate);

  private CrlReader() {}

  /**
   * Reads one list. Its signature and its times are left to the use, when the issuer is known.
   *
   * @throws IOException when it is malformed, too large or no list that stands for itself; the
   *     message is for the operator
   */
  static Crl read(byte[] bytes) throws IOException {
    if (bytes.length > MAX_BYTES) {
      throw new IOException("the list is larger than 16 MiB");
    }
    byte[] der = fromPem(bytes);
    byte[] signed = SignedDer.firstElement(der);
    // Lazily, so that the entries of a large list are not all objects at one time.
    try (ASN1InputStream in = new ASN1InputStream(der, true)) {
      CertificateList list = CertificateList.getInstance(in.readObject());
      TBSCertList body = list.getTBSCertList();
      if (!body.getSignature().equals(list.getSignatureAlgorithm())) {
        throw new IOException("the two signature algorithms of the list differ");
      }
      return new Crl(
          Sha256.of(bytes),
          contents(body),
          signed,
          list.getSignature().getOctets(),
          list.getSignatureAlgorithm());
    } catch (IllegalArgumentException
        | IllegalStateException
        | ClassCastException
        | IndexOutOfBoundsException malformed) {
      throw new IOException("not a certificate revocation list", malformed);
    }
  }

  private static byte[] fromPem(byte[] bytes) throws IOException {
    if (bytes.length > 0 && bytes[0] == 0x30) {
      return bytes;
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin || text.indexOf(BEGIN, end) >= 0) {
      throw new IOException("neither DER nor one PEM block \"X509 CRL\"");
    }
    try {
      return Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
    } catch (IllegalArgumentException notBase64) {
      throw new IOException("the PEM block is not base64", notBase64);
    }
  }

  private static Crl.Contents contents(TBSCertList body) throws IOException {
    Time nextUpdate = body.getNextUpdate();
    if (nextUpdate == null) {
      throw new IOException("it has no nextUpdate, so nobody can tell when it is out of date");
    }
    @Nullable Extensions extensions = body.getExtensions();
    CrlScope scope = CrlScope.ALL;
    BigInteger number = null;
    if (extensions != null) {
      refuseUnknown(extensions, KNOWN);
      if (extensions.getExtension(Extension.deltaCRLIndicator) != null) {
        throw new IOException("it is a delta list; give the full list");
      }
      if (extensions.getExtension(Extension.issuingDistributionPoint) != null) {
        scope =
            CrlScope.of(
                IssuingDistributionPoint.getInstance(
                    extensions.getExtensionParsedValue(Extension.issuingDistributionPoint)));
      }
      if (extensions.getExtension(Extension.cRLNumber) != null) {
        number =
            ASN1Integer.getInstance(extensions.getExtensionParsedValue(Extension.cRLNumber))
                .getPositiveValue();
      }
    }
    return new Crl.Contents(
        new X500Principal(body.getIssuer().getEncoded(ASN1Encoding.DER)),
        instant(body.getThisUpdate()),
        instant(nextUpdate),
        number,
        scope,
        revoked(body));
  }

  private static Instant instant(Time time) {
    return time.getDate().toInstant();
  }

  private static Set<BigInteger> revoked(TBSCertList body) throws IOException {
    Set<BigInteger> serials = new HashSet<>();
    Enumeration<?> entries = body.getRevokedCertificateEnumeration();
    for (int count = 1; entries.hasMoreElements(); count++) {
      if (count > MAX_ENTRIES) {
        throw new IOException("the list has more than 1,000,000 entries");
      }
      TBSCertList.CRLEntry entry = TBSCertList.CRLEntry.getInstance(entries.nextElement());
      if (entry.hasExtensions()) {
        check(entry.getExtensions());
      }
      serials.add(entry.getUserCertificate().getValue());
    }
    return serials;
  }

  private static void check(Extensions extensions) throws IOException {
    // RFC 5280 §5.3.3: from here on, entries would be of another issuer.
    if (extensions.getExtension(Extension.certificateIssuer) != null) {
      throw new IOException("it is an indirect list; give the list that each CA signs itself");
    }
    refuseUnknown(extensions, KNOWN_OF_ENTRIES);
    if (extensions.getExtension(Extension.reasonCode) != null
        && ASN1Enumerated.getInstance(extensions.getExtensionParsedValue(Extension.reasonCode))
            .hasValue(CRLReason.removeFromCRL)) {
      throw new IOException("it removes entries (removeFromCRL), as only a delta list may");
    }
  }

  /** RFC 5280 §5.2, §5.3: a list with a critical extension that is not understood says nothing. */
  private static void refuseUnknown(Extensions extensions, Set<ASN1ObjectIdentifier> known)
      throws IOException {
    for (ASN1ObjectIdentifier oid : extensions.getCriticalExtensionOIDs()) {
      if (!known.contains(oid) && !oid.equals(Extension.deltaCRLIndicator)) {
        throw new IOException("it has a critical extension that is not understood: " + oid);
      }
    }
  }
}
