package io.countersign.policy.rego.builtin;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a regular expression will cost, found out before it is compiled: repetitions multiply, the
 * compiler descends into groups, and the matcher into instructions that take no character. Go's
 * limits are kept where RE2/J has none, and narrower ones where RE2/J's stack needs them.
 */
final class RegexSource {
  private static final int MAX_LENGTH = 32_768;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_REPEAT = 1_000;
  private static final int MAX_SIZE = 200_000;
  // What RE2/J follows on half a stack of 1 MiB, the usual size.
  private static final int MAX_FREE = 1_800;
  private static final String ERROR = "error parsing regexp: ";

  private final String pattern;
  private final Deque<Group> open = new ArrayDeque<>();
  private Group group = new Group();
  private int at;

  /** A sequence of terms; sizes are about the number of instructions. */
  private static final class Group {
    private long size;
    private long free; // how many instructions take no character
    private long repeats = 1;
    private long lastSize;
    private long lastFree;
    private long lastRepeats = 1;

    void term(long termSize, long termFree, long termRepeats) {
      size += termSize;
      free += termFree;
      lastSize = termSize;
      lastFree = termFree;
      lastRepeats = termRepeats;
      repeats = Math.max(repeats, termRepeats);
    }

    /** An operator after a term, or between two. */
    void operator() {
      size++;
      free++;
      lastSize++;
      lastFree++;
    }

    /** The last term again and again, of which some may be missing. */
    long repeat(int times, int optional) {
      long before = lastSize;
      long freeBefore = lastFree;
      lastSize = lastSize * times + optional;
      lastFree = lastFree * times + optional;
      size += lastSize - before;
      free += lastFree - freeBefore;
      lastRepeats *= Math.max(1, times);
      repeats = Math.max(repeats, lastRepeats);
      return lastRepeats;
    }
  }

  private RegexSource(String pattern) {
    this.pattern = pattern;
  }

  /**
   * Makes sure that a pattern may be compiled; whether it is one at all, the compiler tells.
   *
   * @throws BuiltinException when it is too long, too deep or too large
   */
  static void check(String pattern) throws BuiltinException {
    if (pattern.length() > MAX_LENGTH) {
      throw BuiltinException.of(ERROR + "expression too large");
    }
    new RegexSource(pattern).read();
  }

  private void read() throws BuiltinException {
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      switch (c) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '(' -> {
          if (open.size() >= MAX_DEPTH) {
            throw BuiltinException.of(ERROR + "expression nests too deeply");
          }
          open.push(group);
          group = new Group();
        }
        case ')' -> {
          if (open.isEmpty()) {
            throw BuiltinException.of(ERROR + "unexpected ): `" + pattern + "`");
          }
          Group closed = group;
          group = open.pop();
          group.term(closed.size + 2, closed.free + 2, closed.repeats);
        }
        case '{' -> repetition();
        case '|', '*', '+', '?' -> group.operator();
        case '^', '$' -> group.term(1, 1, 1);
        default -> group.term(1, 0, 1);
      }
      if (group.size > MAX_SIZE || group.free > MAX_FREE) {
        throw BuiltinException.of(ERROR + "expression too large");
      }
    }
  }

  private void escape() throws BuiltinException {
    if (at == pattern.length()) {
      return;
    }
    char c = pattern.charAt(at++);
    if (c >= 0x80) {
      throw BuiltinException.of(
          ERROR
              + "invalid escape sequence: `\\"
              + Character.toString(pattern.codePointAt(at - 1))
              + "`");
    }
    if (c == 'Q') {
      int end = pattern.indexOf("\\E", at);
      int literal = (end < 0 ? pattern.length() : end) - at;
      group.term(literal, 0, 1);
      at += literal + (end < 0 ? 0 : 2);
      return;
    }
    if ((c == 'p' || c == 'P' || c == 'x') && at < pattern.length() && pattern.charAt(at) == '{') {
      int end = pattern.indexOf('}', at);
      at = end < 0 ? pattern.length() : end + 1;
    }
    group.term(1, "bBAz".indexOf(c) < 0 ? 0 : 1, 1);
  }

  /** Up to the closing bracket, which may come first as itself; an unclosed class is an error. */
  private void characterClass() {
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      at++;
    }
    if (at < pattern.length() && pattern.charAt(at) == ']') {
      at++;
    }
    while (at < pattern.length() && pattern.charAt(at) != ']') {
      if (pattern.charAt(at) == '\\') {
        at++;
      } else if (pattern.startsWith("[:", at)) {
        int end = pattern.indexOf(":]", at + 2);
        at = end < 0 ? at : end + 1;
      }
      at++;
    }
    at++;
    group.term(1, 0, 1);
  }

  /** {@code {n}}, {@code {n,}} or {@code {n,m}}; anything else is a brace as itself. */
  private void repetition() throws BuiltinException {
    int start = at - 1;
    int end = pattern.indexOf('}', at);
    int comma = pattern.indexOf(',', at);
    int least = end < 0 ? -1 : number(comma < 0 || comma > end ? end : comma);
    int most = least;
    if (comma >= 0 && comma < end - 1) {
      at = comma + 1;
      most = number(end);
      at = start + 1;
    }
    if (least < 0 || most < 0) {
      group.term(1, 0, 1);
      return;
    }
    at = end + 1;
    int times = Math.max(least, most);
    if (times > MAX_REPEAT || group.repeat(times, 1 + times - least) > MAX_REPEAT) {
      throw BuiltinException.of(
          ERROR + "invalid repeat count: `" + pattern.substring(start, at) + "`");
    }
  }

  /** The number from here to there; -1 when it is none. */
  private int number(int end) {
    String digits = pattern.substring(at, end);
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return digits.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }
}
