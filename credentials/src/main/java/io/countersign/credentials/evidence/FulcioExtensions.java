package io.countersign.credentials.evidence;

import io.countersign.decision.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTF8String;

/**
 * What a certificate says about the build that asked for it (Fulcio, "OID information"): extensions
 * 1 to 6 are raw bytes, from 8 on DER UTF8String.
 *
 * @param issuer of the token that the authority saw
 */
record FulcioExtensions(String issuer, JsonObject facts) {
  private static final String ARC = "1.3.6.1.4.1.57264.1.";
  private static final int OLD_ISSUER = 1;
  private static final int LAST_RAW = 6;
  private static final int ISSUER = 8;

  /** Names of the extensions from 9 on. */
  private static final List<String> NAMES =
      List.of(
          "build_signer_uri",
          "build_signer_digest",
          "runner_environment",
          "source_repository_uri",
          "source_repository_digest",
          "source_repository_ref",
          "source_repository_identifier",
          "source_repository_owner_uri",
          "source_repository_owner_identifier",
          "build_config_uri",
          "build_config_digest",
          "build_trigger",
          "run_invocation_uri",
          "source_repository_visibility");

  /** Reads the extensions; empty when one is malformed, or the issuer is missing or unclear. */
  static Optional<FulcioExtensions> of(X509Certificate leaf) {
    try {
      String issuer = text(leaf, ISSUER);
      JsonObject.Builder facts = JsonObject.builder().put("provider", "fulcio");
      for (int i = 0; i < NAMES.size(); i++) {
        String fact = text(leaf, ISSUER + 1 + i);
        facts.put(NAMES.get(i), fact.isEmpty() ? null : fact);
      }
      String oldIssuer = "";
      for (int i = OLD_ISSUER; i <= LAST_RAW; i++) {
        String raw = raw(leaf, i);
        oldIssuer = i == OLD_ISSUER ? raw : oldIssuer;
      }
      boolean agree = issuer.isEmpty() || oldIssuer.isEmpty() || issuer.equals(oldIssuer);
      String known = issuer.isEmpty() ? oldIssuer : issuer;
      return agree && !known.isEmpty()
          ? Optional.of(new FulcioExtensions(known, facts.build()))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException | IllegalStateException malformed) {
      return Optional.empty();
    }
  }

  private static String raw(X509Certificate leaf, int arc) throws IOException {
    byte[] wrapped = leaf.getExtensionValue(ARC + arc);
    return wrapped == null ? "" : utf8(ASN1OctetString.getInstance(wrapped).getOctets());
  }

  private static String text(X509Certificate leaf, int arc) throws IOException {
    byte[] wrapped = leaf.getExtensionValue(ARC + arc);
    if (wrapped == null) {
      return "";
    }
    byte[] der = ASN1OctetString.getInstance(wrapped).getOctets();
    ASN1Primitive value = ASN1Primitive.fromByteArray(der);
    // One encoding only, so that all who read the certificate read the same.
    if (!(value instanceof ASN1UTF8String text)
        || !Arrays.equals(value.getEncoded(ASN1Encoding.DER), der)) {
      throw new IOException("not a DER UTF8String");
    }
    return named(text.getString());
  }

  private static String utf8(byte[] bytes) throws IOException {
    return named(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
  }

  private static String named(String text) throws IOException {
    if (!EvidenceClaims.isName(text)) {
      throw new IOException("empty or too long");
    }
    return text;
  }
}
