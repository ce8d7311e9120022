package io.countersign.credentials.jose;

import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A signed JWT in the compact form (RFC 7515 §3.1, RFC 7519 §3), taken apart and not yet verified.
 * The signed bytes are those that came, never a new encoding of what was understood.
 */
public final class CompactJws {
  /** The longest token of a request that is looked at, in characters. */
  public static final int MAX_LENGTH = 16 * 1024;

  private final JsonObject header;
  private final JsonObject claims;
  private final byte[] signingInput;
  private final byte[] signature;
  private final Sha256 digest;

  private CompactJws(
      JsonObject header, JsonObject claims, byte[] signingInput, byte[] signature, Sha256 digest) {
    this.header = header;
    this.claims = claims;
    this.signingInput = signingInput;
    this.signature = signature;
    this.digest = digest;
  }

  /**
   * Takes the text apart; empty unless it is three parts in canonical base64url, the first two JSON
   * objects without duplicate members.
   */
  public static Optional<CompactJws> parse(String text) {
    return parse(text, MAX_LENGTH);
  }

  /** As {@link #parse(String)}, for a token that may be longer, in characters. */
  public static Optional<CompactJws> parse(String text, int maxLength) {
    if (text.length() > maxLength) {
      return Optional.empty();
    }
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    if (first < 0 || second < 0 || text.indexOf('.', second + 1) >= 0) {
      return Optional.empty();
    }
    JsonObject header = object(text.substring(0, first));
    JsonObject claims = object(text.substring(first + 1, second));
    byte[] signature = Base64Url.decode(text.substring(second + 1));
    if (header == null || claims == null || signature == null) {
      return Optional.empty();
    }
    byte[] signingInput = text.substring(0, second).getBytes(StandardCharsets.US_ASCII);
    Sha256 digest = Sha256.of(text.getBytes(StandardCharsets.US_ASCII));
    return Optional.of(new CompactJws(header, claims, signingInput, signature, digest));
  }

  private static @Nullable JsonObject object(String part) {
    byte[] json = Base64Url.decode(part);
    if (json == null) {
      return null;
    }
    try {
      return JsonParser.parseInteroperable(json) instanceof JsonObject object ? object : null;
    } catch (JsonSyntaxException notJson) {
      return null;
    }
  }

  /** The protected header; unverified. */
  public JsonObject header() {
    return header;
  }

  /** The algorithm it names; empty when it names none that is accepted. */
  public Optional<JwsAlgorithm> algorithm() {
    return header.string("alg").flatMap(JwsAlgorithm::of);
  }

  /**
   * Whether it says that some extension must be understood. None is here, so such a token is
   * refused (RFC 7515 §4.1.11).
   */
  public boolean isCritical() {
    return header.get("crit") != null;
  }

  /** The claims; unverified. */
  public JsonObject claims() {
    return claims;
  }

  /** SHA-256 of the whole text, as {@code ath} has it (RFC 9449 §4.1). */
  public Sha256 digest() {
    return digest;
  }

  /** Whether the signature holds under the key; false as well when key and algorithm do not fit. */
  public boolean isSignedBy(PublicJwk key, JwsAlgorithm algorithm, SignatureProvider provider) {
    return provider.verify(algorithm, key, signingInput, signature);
  }
}
