package io.countersign.log.search;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Text to find: a value as a whole, in which {@code *} stands for any characters, or none. */
public final class TextPattern {
  private final String text;
  private final List<String> pieces;

  private TextPattern(String text, List<String> pieces) {
    CanonicalJson.text(new JsonString(text)); // Refuses lone surrogates.
    this.text = text;
    this.pieces = pieces;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is no Unicode text, which no record can hold
   */
  public static TextPattern of(String text) {
    return new TextPattern(text, Arrays.asList(text.split("\\*", -1)));
  }

  /** This value and no other; {@code *} in it stands for itself. Fails as {@link #of} does. */
  public static TextPattern exactly(String text) {
    return new TextPattern(text, List.of(text));
  }

  /** Whether a value is what is looked for. */
  public boolean matches(String value) {
    String first = pieces.getFirst();
    String last = pieces.getLast();
    if (pieces.size() == 1) {
      return value.equals(text);
    }
    if (!value.startsWith(first)
        || !value.endsWith(last)
        || value.length() < first.length() + last.length()) {
      return false;
    }
    // Between the two ends, taking each piece where it comes first is never worse than later.
    int at = first.length();
    int end = value.length() - last.length();
    for (String piece : pieces.subList(1, pieces.size() - 1)) {
      int found = value.indexOf(piece, at);
      if (found < 0 || found + piece.length() > end) {
        return false;
      }
      at = found + piece.length();
    }
    return true;
  }

  /**
   * What the bytes of every canonical record that holds such a value hold, one character a byte:
   * the longest piece as RFC 8785 writes it, with the quotation mark at the value's ends.
   */
  String needle() {
    return IntStream.range(0, pieces.size())
        .mapToObj(this::written)
        .max(Comparator.comparingInt(String::length))
        .orElseThrow();
  }

  private String written(int piece) {
    String quoted = CanonicalJson.text(new JsonString(pieces.get(piece)));
    String bytes = new String(quoted.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return bytes.substring(
        piece == 0 ? 0 : 1, bytes.length() - (piece == pieces.size() - 1 ? 0 : 1));
  }

  /** As it was given. */
  @Override
  public String toString() {
    return text;
  }
}
