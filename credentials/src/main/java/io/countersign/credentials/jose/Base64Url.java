package io.countersign.credentials.jose;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64url without padding (RFC 7515 §2). */
public final class Base64Url {
  private Base64Url() {}

  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The bytes, or null when the text is not their one encoding: padding, white space, another
   * alphabet, or spare bits that are not zero (RFC 4648 §3.5). Two texts for the same bytes would
   * let one token be known under two digests.
   */
  public static byte @Nullable [] decode(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.UTF_8);
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(ascii);
    } catch (IllegalArgumentException notBase64Url) {
      return null;
    }
    return Arrays.equals(Base64.getUrlEncoder().withoutPadding().encode(bytes), ascii)
        ? bytes
        : null;
  }
}
