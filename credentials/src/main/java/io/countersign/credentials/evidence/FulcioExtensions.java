package io.countersign.credentials.evidence;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * What Fulcio writes into a certificate about a build job (sigstore/fulcio, docs/oid-info.md):
 * 1.3.6.1.4.1.57264.1.1 to .6 as bare bytes, .8 to .22 as DER UTF8String.
 */
final class FulcioExtensions {
  private static final String ARC = "1.3.6.1.4.1.57264.1.";
  private static final String ISSUER_BARE = ARC + "1";
  private static final int MAX_TEXT = 2048;

  private static final Map<String, String> MEMBERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("8", "issuer"),
              Map.entry("9", "build_signer_uri"),
              Map.entry("10", "build_signer_digest"),
              Map.entry("11", "runner_environment"),
              Map.entry("12", "source_repository_uri"),
              Map.entry("13", "source_repository_digest"),
              Map.entry("14", "source_repository_ref"),
              Map.entry("15", "source_repository_identifier"),
              Map.entry("16", "source_repository_owner_uri"),
              Map.entry("17", "source_repository_owner_identifier"),
              Map.entry("18", "build_config_uri"),
              Map.entry("19", "build_config_digest"),
              Map.entry("20", "build_trigger"),
              Map.entry("21", "run_invocation_uri"),
              Map.entry("22", "source_repository_visibility")));

  private FulcioExtensions() {}

  /** The facts; empty without an issuer, or when an extension is not of its form. */
  static Optional<JsonObject> read(X509Certificate certificate) {
    JsonObject.Builder facts = JsonObject.builder().put("provider", "fulcio");
    String issuer = null;
    for (Map.Entry<String, String> member : MEMBERS.entrySet()) {
      byte[] extension = certificate.getExtensionValue(ARC + member.getKey());
      if (extension != null) {
        String text = text(extension);
        if (text == null) {
          return Optional.empty();
        }
        facts.put(member.getValue(), text);
        issuer = member.getKey().equals("8") ? text : issuer;
      }
    }
    byte[] bare = certificate.getExtensionValue(ISSUER_BARE);
    return issuer == null || (bare != null && !new JsonString(issuer).equals(bare(bare)))
        ? Optional.empty()
        : Optional.of(facts.build());
  }

  private static @Nullable String text(byte[] extension) {
    try {
      byte[] der = ASN1OctetString.getInstance(extension).getOctets();
      // Reads one object and refuses what stands behind it.
      return ASN1Primitive.fromByteArray(der) instanceof ASN1UTF8String text
              && !text.getString().isEmpty()
              && text.getString().length() <= MAX_TEXT
          ? text.getString()
          : null;
    } catch (IOException | IllegalArgumentException malformed) {
      return null;
    }
  }

  private static @Nullable JsonString bare(byte[] extension) {
    try {
      byte[] bytes = ASN1OctetString.getInstance(extension).getOctets();
      return new JsonString(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException | IllegalArgumentException malformed) {
      return null;
    }
  }
}
