package io.countersign.policy.rego.builtin;

import java.util.List;

/**
 * A format and what it is given, as Go's {@code fmt.Sprintf} reads them: whatever does not fit
 * becomes part of the text, as in {@code %!d(string=x)}, and nothing is an error.
 */
final class GoFormat {
  private static final int MAX_NUMBER = 1_000_000;
  private static final int NONE = -1;

  private final String format;
  private final List<GoValue> arguments;
  private final BoundedText out;
  private int at;
  private int next;
  private boolean reordered;
  private boolean afterIndex;
  private boolean goodIndex;

  private GoFormat(BoundedText out, String format, List<GoValue> arguments) {
    this.out = out;
    this.format = format;
    this.arguments = arguments;
  }

  static void print(BoundedText out, String format, List<GoValue> arguments) {
    new GoFormat(out, format, arguments).print();
  }

  private void print() {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      int end = percent < 0 ? format.length() : percent;
      out.append(format, at, end);
      at = end + 1;
      if (percent >= 0) {
        directive();
      }
    }
    if (!reordered && next < arguments.size()) {
      extra();
    }
  }

  private void directive() {
    GoVerb verb = new GoVerb(out);
    goodIndex = true;
    afterIndex = false;
    flags(verb);
    index();
    width(verb);
    precision(verb);
    if (!afterIndex) {
      index();
    }
    if (at >= format.length()) {
      out.append("%!(NOVERB)");
      return;
    }
    int letter = format.codePointAt(at);
    at += Character.charCount(letter);
    if (letter == '%') {
      out.append('%');
    } else if (!goodIndex) {
      out.append("%!").appendCodePoint(letter).append("(BADINDEX)");
    } else if (next >= arguments.size()) {
      out.append("%!").appendCodePoint(letter).append("(MISSING)");
    } else {
      verb.print(arguments.get(next), letter);
      next++;
    }
  }

  private void flags(GoVerb verb) {
    for (; at < format.length(); at++) {
      switch (format.charAt(at)) {
        case '#' -> verb.sharp = true;
        case '0' -> verb.zero = true;
        case '+' -> verb.plus = true;
        case '-' -> verb.minus = true;
        case ' ' -> verb.space = true;
        default -> {
          return;
        }
      }
    }
  }

  private void width(GoVerb verb) {
    if (peek('*')) {
      at++;
      Integer width = next < arguments.size() ? GoVerb.widthOf(arguments.get(next)) : null;
      next = Math.min(next + 1, arguments.size());
      if (width == null) {
        out.append("%!(BADWIDTH)");
      } else {
        verb.width = Math.abs(width);
        if (width < 0) {
          verb.minus = true;
          verb.zero = false;
        }
      }
      afterIndex = false;
      return;
    }
    verb.width = number();
    if (afterIndex && verb.width != NONE) {
      goodIndex = false; // %[3]2d
    }
  }

  private void precision(GoVerb verb) {
    if (at + 1 >= format.length() || format.charAt(at) != '.') {
      return;
    }
    at++;
    if (afterIndex) {
      goodIndex = false; // %[3].2d
    }
    index();
    if (peek('*')) {
      at++;
      Integer precision = next < arguments.size() ? GoVerb.widthOf(arguments.get(next)) : null;
      next = Math.min(next + 1, arguments.size());
      if (precision == null || precision < 0) {
        out.append("%!(BADPREC)");
      } else {
        verb.precision = precision;
      }
      afterIndex = false;
    } else {
      verb.precision = Math.max(0, number());
    }
  }

  private boolean peek(char c) {
    return at < format.length() && format.charAt(at) == c;
  }

  /**
   * The digits from here on; none when there are no digits, and the end when there are too many.
   */
  private int number() {
    int number = NONE;
    while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      if (number > MAX_NUMBER) {
        at = format.length();
        return NONE;
      }
      number = Math.max(number, 0) * 10 + format.charAt(at) - '0';
      at++;
    }
    return number;
  }

  /** {@code [n]}: which argument comes next, counted from 1. */
  private void index() {
    afterIndex = false;
    if (!peek('[')) {
      return;
    }
    reordered = true;
    int close = format.indexOf(']', at);
    if (close < 0 || at + 3 > format.length()) {
      at++;
      goodIndex = false;
      return;
    }
    at++;
    int number = number();
    boolean read = number != NONE && at == close;
    at = close + 1;
    afterIndex = read;
    if (read && number >= 1 && number <= arguments.size()) {
      next = number - 1;
    } else {
      goodIndex = false;
    }
  }

  private void extra() {
    out.append("%!(EXTRA ");
    for (int i = next; i < arguments.size(); i++) {
      if (i > next) {
        out.append(", ");
      }
      GoValue argument = arguments.get(i);
      if (!(argument instanceof GoValue.Nil)) {
        out.append(argument.type()).append('=');
      }
      new GoVerb(out).print(argument, 'v');
    }
    out.append(')');
  }
}
