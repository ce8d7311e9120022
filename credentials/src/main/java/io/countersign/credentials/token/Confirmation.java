package io.countersign.credentials.token;

import io.countersign.credentials.jose.Base64Url;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What ties a token to a key (RFC 7800 §3.1); where both are there, both must hold.
 *
 * @param keyThumbprint {@code jkt} (RFC 9449 §6.1)
 * @param certificate {@code x5t#S256} (RFC 8705 §3.1)
 */
public record Confirmation(@Nullable Sha256 keyThumbprint, @Nullable Sha256 certificate) {
  public static final Confirmation NONE = new Confirmation(null, null);

  /** Whether the token is tied to anything. */
  public boolean isBound() {
    return keyThumbprint != null || certificate != null;
  }

  /**
   * Reads {@code cnf}; empty when it is there and has no method that can be checked, or a malformed
   * one.
   */
  public static Optional<Confirmation> of(JsonObject claims) {
    JsonValue value = claims.get("cnf");
    if (value == null) {
      return Optional.of(NONE);
    }
    if (!(value instanceof JsonObject cnf)) {
      return Optional.empty();
    }
    Sha256 key = digest(cnf.get("jkt"));
    Sha256 certificate = digest(cnf.get("x5t#S256"));
    boolean malformed =
        (key == null && cnf.get("jkt") != null)
            || (certificate == null && cnf.get("x5t#S256") != null);
    Confirmation read = new Confirmation(key, certificate);
    return malformed || !read.isBound() ? Optional.empty() : Optional.of(read);
  }

  private static @Nullable Sha256 digest(@Nullable JsonValue value) {
    byte[] bytes = value instanceof JsonString text ? Base64Url.decode(text.value()) : null;
    return bytes != null && bytes.length == Sha256.BYTES ? Sha256.fromBytes(bytes) : null;
  }
}
