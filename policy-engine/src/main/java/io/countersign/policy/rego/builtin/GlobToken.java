package io.countersign.policy.rego.builtin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * One character of a regular expression in the style of globs ({@code a}, {@code .}, {@code [a-z]})
 * and how often it comes.
 *
 * @param ranges from and to, both included, in order and apart from each other; empty for any
 *     character
 */
record GlobToken(boolean any, List<Range> ranges, Times times) {
  private static final int MAX_TOKENS = 2_000;
  // How deep the comparison may descend.
  private static final int MAX_REPEATED = 250;
  private static final int MAX_LENGTH = 65_536;

  /** How often. */
  enum Times {
    ONCE,
    AT_LEAST_ONCE,
    ANY_NUMBER
  }

  record Range(int from, int to) {}

  /** Whether there is a character that is both tokens'. */
  boolean meets(GlobToken other) {
    if (any || other.any) {
      return true;
    }
    int i = 0;
    int j = 0;
    while (i < ranges.size() && j < other.ranges.size()) {
      Range a = ranges.get(i);
      Range b = other.ranges.get(j);
      if (a.from <= b.to && b.from <= a.to) {
        return true;
      }
      if (a.to < b.from) {
        i++;
      } else {
        j++;
      }
    }
    return false;
  }

  private boolean sameCharacters(GlobToken other) {
    return any == other.any && ranges.equals(other.ranges);
  }

  /**
   * The tokens of a text, without repetitions of a repeated one.
   *
   * @throws BuiltinException when it is malformed or too long
   */
  static List<GlobToken> tokens(String text) throws BuiltinException {
    if (text.length() > MAX_LENGTH) {
      throw BuiltinException.of("a glob of more than " + MAX_LENGTH + " characters");
    }
    return new Reader(text).read();
  }

  /** Reads the tokens of a text. */
  private static final class Reader {
    private final String text;
    private final int[] input;
    private final List<GlobToken> tokens = new ArrayList<>();
    private int at;

    Reader(String text) {
      this.text = text;
      this.input = text.codePoints().toArray();
    }

    List<GlobToken> read() throws BuiltinException {
      while (at < input.length) {
        add(token());
        if (tokens.size() > MAX_TOKENS) {
          throw BuiltinException.of("a glob of more than " + MAX_TOKENS + " characters");
        }
      }
      if (tokens.stream().filter(token -> token.times != Times.ONCE).count() > MAX_REPEATED) {
        throw BuiltinException.of("a glob of more than " + MAX_REPEATED + " repetitions");
      }
      return tokens;
    }

    private void add(GlobToken token) {
      GlobToken last = tokens.isEmpty() ? null : tokens.getLast();
      if (last == null
          || last.times == Times.ONCE
          || token.times == Times.ONCE
          || !last.sameCharacters(token)) {
        tokens.add(token);
      } else if (token.times == Times.AT_LEAST_ONCE) {
        tokens.set(tokens.size() - 1, token);
      }
    }

    private GlobToken token() throws BuiltinException {
      int c = input[at];
      if (c == '\\') {
        return character(escaped());
      }
      at++;
      return switch (c) {
        case '.' -> new GlobToken(true, List.of(), times());
        case '[' -> set();
        case ']' -> throw error(at, "set-close ']' with no preceding '['");
        case '+', '*' ->
            throw error(at, "flag '" + Character.toString(c) + "' must be preceded by a non-flag");
        default -> character(c);
      };
    }

    private GlobToken character(int c) {
      return new GlobToken(false, List.of(new Range(c, c)), times());
    }

    private Times times() {
      if (at < input.length && input[at] == '+') {
        at++;
        return Times.AT_LEAST_ONCE;
      }
      if (at < input.length && input[at] == '*') {
        at++;
        return Times.ANY_NUMBER;
      }
      return Times.ONCE;
    }

    private int escaped() throws BuiltinException {
      if (at + 1 >= input.length) {
        throw error(at, "input ends with a \\ (escape) character");
      }
      at += 2;
      return input[at - 1];
    }

    private GlobToken set() throws BuiltinException {
      List<Range> ranges = new ArrayList<>();
      boolean mayBegin = false; // whether the last range is a character that a range may begin with
      while (at < input.length) {
        int c = input[at];
        if (c == ']') {
          at++;
          return new GlobToken(false, merged(ranges), times());
        }
        if (c == '-') {
          at++;
          if (!mayBegin) {
            throw error(at, "range character '-' must be preceded by a Unicode character");
          }
          int from = ranges.removeLast().from;
          ranges.add(new Range(from, end(from)));
          mayBegin = false;
        } else {
          int member = c == '\\' ? escaped() : input[at++];
          ranges.add(new Range(member, member));
          mayBegin = true;
        }
      }
      throw error(at, "found [ without matching ]");
    }

    private int end(int from) throws BuiltinException {
      if (at >= input.length - 1) {
        throw error(at, "range character '-' must be followed by a Unicode character");
      }
      int c = input[at];
      if (c == '\\') {
        c = escaped();
      } else {
        at++;
        if (c == ']' || c == '-') {
          throw error(at, "range character '-' cannot be followed by a special symbol");
        }
      }
      if (c < from) {
        throw error(
            at,
            "range is out of order: '"
                + Character.toString(c)
                + "' comes before '"
                + Character.toString(from)
                + "' in Unicode");
      }
      return c;
    }

    private static List<Range> merged(List<Range> ranges) {
      Range[] sorted = ranges.toArray(Range[]::new);
      Arrays.sort(sorted, Comparator.comparingInt(Range::from));
      List<Range> merged = new ArrayList<>();
      for (Range range : sorted) {
        if (!merged.isEmpty() && range.from <= merged.getLast().to + 1) {
          Range before = merged.removeLast();
          merged.add(new Range(before.from, Math.max(before.to, range.to)));
        } else {
          merged.add(range);
        }
      }
      return merged;
    }

    private BuiltinException error(int position, String problem) {
      return BuiltinException.of(
          "input:"
              + text
              + ", pos:"
              + position
              + ", "
              + problem
              + ": the input provided is invalid");
    }
  }
}
