package io.countersign.log;

import java.util.Arrays;

/**
 * Looks over the text of a record once, allocating nothing, and says whether it is surely a
 * canonical JSON object (RFC 8785). What it is not sure of (an escape, text beyond ASCII, a number
 * that is no short integer) it calls not canonical; a parser must then decide.
 */
final class CanonicalScan {
  private static final int MAX_DEPTH = 64;

  /** Every integer of so many digits is a double (2^53 has 16). */
  private static final int MAX_DIGITS = 15;

  private static final byte[] PDP = {'p', 'd', 'p'};

  /** The ASCII characters that stand for themselves in a canonical string. */
  private static final boolean[] PLAIN = plain();

  private final byte[] text;
  private final int end;
  private int at;
  private int depth;
  private int pdpAt = -1;

  CanonicalScan(byte[] text, int offset, int length) {
    this.text = text;
    this.at = offset;
    this.end = offset + length;
  }

  private static boolean[] plain() {
    boolean[] plain = new boolean[256];
    for (int c = ' '; c < 0x7f; c++) {
      plain[c] = c != '"' && c != '\\';
    }
    return plain;
  }

  boolean isCanonicalObject() {
    return next('{') && object() && at == end;
  }

  /** Where the value of the member {@code pdp} begins; negative when there is none. */
  int pdpAt() {
    return pdpAt;
  }

  private boolean next(char expected) {
    if (at < end && text[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  /** An object after its brace. */
  private boolean object() {
    if (++depth > MAX_DEPTH) {
      return false;
    }
    int nameFrom = 0;
    int nameTo = 0;
    if (!next('}')) {
      do {
        int from = at + 1;
        if (!string()) {
          return false;
        }
        int to = at - 1;
        if ((nameFrom > 0 && !follows(nameFrom, nameTo, from, to)) || !next(':')) {
          return false;
        }
        if (depth == 1 && same(from, to)) {
          pdpAt = at;
        }
        nameFrom = from;
        nameTo = to;
        if (!value()) {
          return false;
        }
      } while (next(','));
      if (!next('}')) {
        return false;
      }
    }
    depth--;
    return true;
  }

  private boolean array() {
    if (++depth > MAX_DEPTH) {
      return false;
    }
    if (!next(']')) {
      do {
        if (!value()) {
          return false;
        }
      } while (next(','));
      if (!next(']')) {
        return false;
      }
    }
    depth--;
    return true;
  }

  private boolean value() {
    if (at >= end) {
      return false;
    }
    return switch (text[at]) {
      case '"' -> string();
      case '{' -> next('{') && object();
      case '[' -> next('[') && array();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> integer();
    };
  }

  private boolean string() {
    if (!next('"')) {
      return false;
    }
    while (at < end && PLAIN[text[at] & 0xff]) {
      at++;
    }
    return next('"');
  }

  private boolean literal(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (!next(word.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Zero, or digits without a leading zero; there is no negative zero. */
  private boolean integer() {
    boolean negative = next('-');
    int from = at;
    if (next('0')) {
      return !negative && ends();
    }
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at > from && at - from <= MAX_DIGITS && ends();
  }

  private boolean ends() {
    return at < end && (text[at] == ',' || text[at] == '}' || text[at] == ']');
  }

  /** Whether the second name sorts after the first; in ASCII, UTF-16 order is that of bytes. */
  private boolean follows(int fromA, int toA, int fromB, int toB) {
    int length = Math.min(toA - fromA, toB - fromB);
    for (int i = 0; i < length; i++) {
      int difference = text[fromB + i] - text[fromA + i];
      if (difference != 0) {
        return difference > 0;
      }
    }
    return toB - fromB > toA - fromA;
  }

  private boolean same(int from, int to) {
    return Arrays.equals(text, from, to, PDP, 0, PDP.length);
  }
}
