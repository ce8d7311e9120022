package io.countersign.credentials.x509.revocation;

import io.countersign.credentials.x509.revocation.OcspStatement.Verdict;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.Set;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/** Reads an answer and holds it against its question (RFC 6960 §3.2, §4.2). */
final class OcspAnswer {
  private static final int SUCCESSFUL = 0;

  private static final String[] ERRORS = {
    "successful", "malformedRequest", "internalError", "4", "tryLater", "sigRequired"
  };

  private OcspAnswer() {}

  /**
   * What the answer says about the certificate asked about.
   *
   * @throws IOException when it is an error, malformed, about another certificate, to another
   *     question, or not signed by whom the CA lets speak; the message is for the operator
   */
  static OcspStatement read(byte[] der, OcspRequest request) throws IOException {
    try {
      return statement(basic(der), request);
    } catch (IllegalArgumentException
        | IllegalStateException
        | ClassCastException
        | ParseException malformed) {
      throw new IOException("not an OCSP answer", malformed);
    }
  }

  private static byte[] basic(byte[] der) throws IOException {
    OCSPResponse response = OCSPResponse.getInstance(ASN1Primitive.fromByteArray(der));
    int status = response.getResponseStatus().getIntValue();
    if (status != SUCCESSFUL) {
      String what = status > 0 && status < ERRORS.length ? ERRORS[status] : "status " + status;
      throw new IOException("the responder answers with an error: " + what);
    }
    ResponseBytes bytes = response.getResponseBytes();
    if (bytes == null
        || !bytes.getResponseType().equals(OCSPObjectIdentifiers.id_pkix_ocsp_basic)) {
      throw new IOException("the answer is of a kind that is not understood");
    }
    return bytes.getResponse().getOctets();
  }

  private static OcspStatement statement(byte[] der, OcspRequest request)
      throws IOException, ParseException {
    byte[] signed = SignedDer.firstElement(der);
    BasicOCSPResponse basic = BasicOCSPResponse.getInstance(ASN1Primitive.fromByteArray(der));
    ResponseData data = basic.getTbsResponseData();
    @Nullable Extensions extensions = data.getResponseExtensions();
    refuseCritical(extensions);
    if (!request.isAnsweredWith(
        extensions == null
            ? null
            : extensions.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))) {
      throw new IOException("the answer lacks the nonce of the request, or has another");
    }
    SingleResponse single = theOne(data.getResponses(), request);
    refuseCritical(single.getSingleExtensions());
    // Last, since it costs the most.
    @Nullable X509Certificate delegate = OcspSigner.of(basic, signed, request.issuer());
    ASN1GeneralizedTime until = single.getNextUpdate();
    return new OcspStatement(
        verdict(single),
        instant(single.getThisUpdate()),
        instant(data.getProducedAt()),
        until == null ? null : instant(until),
        delegate);
  }

  private static SingleResponse theOne(ASN1Sequence responses, OcspRequest request)
      throws IOException {
    SingleResponse found = null;
    for (int i = 0; i < responses.size(); i++) {
      SingleResponse single = SingleResponse.getInstance(responses.getObjectAt(i));
      if (request.isAbout(single.getCertID())) {
        if (found != null) {
          throw new IOException("the answer speaks of the certificate twice");
        }
        found = single;
      }
    }
    if (found == null) {
      throw new IOException("the answer is about another certificate");
    }
    return found;
  }

  /** RFC 6960 §4.2.1. */
  private static Verdict verdict(SingleResponse single) throws IOException {
    return switch (single.getCertStatus().getTagNo()) {
      case 0 -> Verdict.GOOD;
      case 1 -> Verdict.REVOKED;
      case 2 -> Verdict.UNKNOWN;
      default -> throw new IOException("the answer has no known status");
    };
  }

  private static Instant instant(ASN1GeneralizedTime time) throws ParseException {
    return time.getDate().toInstant();
  }

  private static void refuseCritical(@Nullable Extensions extensions) throws IOException {
    if (extensions == null) {
      return;
    }
    Set<ASN1ObjectIdentifier> known = Set.of(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
    for (ASN1ObjectIdentifier oid : extensions.getCriticalExtensionOIDs()) {
      if (!known.contains(oid)) {
        throw new IOException("the answer has a critical extension that is not understood: " + oid);
      }
    }
  }
}
