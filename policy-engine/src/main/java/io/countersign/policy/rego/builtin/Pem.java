package io.countersign.policy.rego.builtin;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Blocks of PEM (RFC 7468) in a text, one after the other; what is between them is skipped. */
final class Pem {
  /** The start of a block. */
  static final String BEGIN = "-----BEGIN ";

  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  private final String text;
  private int at;

  Pem(String text) {
    this.text = text;
  }

  /** One block. */
  static final class Block {
    private final String type;
    private final byte[] content;

    private Block(String type, byte[] content) {
      this.type = type;
      this.content = content;
    }

    String type() {
      return type;
    }

    /** The caller must not change it. */
    byte[] content() {
      return content;
    }
  }

  /** The next block; null when there is none. */
  @Nullable Block next() {
    for (int begin = find(BEGIN, at); begin >= 0; begin = find(BEGIN, begin + 1)) {
      Block block = read(begin + BEGIN.length());
      if (block != null) {
        return block;
      }
    }
    return null;
  }

  /** Whether anything follows the line that ended the last block. */
  boolean hasMore() {
    return at < text.length();
  }

  private int find(String mark, int from) {
    int found = text.indexOf(mark, from);
    while (found > 0 && text.charAt(found - 1) != '\n') {
      found = text.indexOf(mark, found + 1);
    }
    return found;
  }

  private @Nullable Block read(int from) {
    int lineEnd = endOfLine(from);
    String line = text.substring(from, lineEnd).stripTrailing();
    if (!line.endsWith(DASHES)) {
      return null;
    }
    String type = line.substring(0, line.length() - DASHES.length());
    int body = Math.min(lineEnd + 1, text.length());
    int end = text.startsWith(END, body) ? body : find(END, body);
    String trailer = END + type + DASHES;
    if (end < 0 || !text.startsWith(trailer, end)) {
      return null;
    }
    int afterTrailer = end + trailer.length();
    int trailerEnd = endOfLine(afterTrailer);
    if (!text.substring(afterTrailer, trailerEnd).isBlank()) {
      return null;
    }
    try {
      byte[] content =
          Base64.getDecoder()
              .decode(text.substring(skipHeaders(body, end), end).replaceAll("[ \t\r\n]", ""));
      at = Math.min(trailerEnd + 1, text.length());
      return new Block(type, content);
    } catch (IllegalArgumentException e) {
      return null; // not base64, so no block
    }
  }

  /** Lines of the kind {@code name: value} before the content. */
  private int skipHeaders(int from, int end) {
    int start = from;
    while (start < end) {
      int lineEnd = endOfLine(start);
      if (text.substring(start, lineEnd).indexOf(':') < 0) {
        return start;
      }
      start = Math.min(lineEnd + 1, end);
    }
    return start;
  }

  private int endOfLine(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }
}
