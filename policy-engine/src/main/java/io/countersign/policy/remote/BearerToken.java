package io.countersign.policy.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A bearer token in a file, which whoever issues it may replace at any time. */
final class BearerToken {
  private static final int MAX_LENGTH = 16_384;

  /** {@code b64token} (RFC 6750 §2.1). */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private BearerToken() {}

  /**
   * The value of the {@code Authorization} header.
   *
   * @throws IOException when the file has no token; the message says nothing of what it has
   */
  static String authorization(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_LENGTH + 1);
      String token = new String(content, StandardCharsets.UTF_8).strip();
      if (content.length > MAX_LENGTH || !TOKEN.matcher(token).matches()) {
        throw new IOException(file + " holds no bearer token (RFC 6750 section 2.1)");
      }
      return "Bearer " + token;
    }
  }
}
