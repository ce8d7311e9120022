package io.countersign.policy.rego.builtin;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One verb of a format and its flags, as Go's package fmt writes values by them. */
final class GoVerb {
  private static final int ABSENT = -1;
  private static final int MAX_WIDTH = 1_000_000;

  private final BoundedText out;
  boolean minus;
  boolean plus;
  boolean sharp;
  boolean space;
  boolean zero;

  /** {@code %+v} and {@code %#v} mean something of their own. */
  private boolean plusV;

  private boolean sharpV;

  int width = ABSENT;
  int precision = ABSENT;

  GoVerb(BoundedText out) {
    this.out = out;
  }

  void print(GoValue value, int verb) {
    if (verb == 'v' || verb == 'w') {
      sharpV = sharp;
      sharp = false;
      plusV = plus;
      plus = false;
    }
    write(value, verb);
  }

  private void write(GoValue value, int verb) {
    if (verb == 'T') {
      string(value.type());
      return;
    }
    switch (value) {
      case GoValue.Nil _ -> {
        if (verb == 'v') {
          pad("<nil>", zero);
        } else {
          out.append("%!").appendCodePoint(verb).append("(<nil>)");
        }
      }
      case GoValue.Bool(boolean bool) -> {
        if (verb == 'v' || verb == 't') {
          pad(Boolean.toString(bool), zero);
        } else {
          badVerb(value, verb);
        }
      }
      case GoValue.Whole whole -> whole(whole, verb);
      case GoValue.Big big -> big(big.value(), verb);
      case GoValue.Real real -> real(real, verb);
      case GoValue.Text text -> text(text, verb);
      case GoValue.Sequence(var values) -> {
        out.append(sharpV ? value.type() + "{" : "[");
        String separator = "";
        for (GoValue element : values) {
          out.append(separator);
          element(element, verb);
          separator = sharpV ? ", " : " ";
        }
        out.append(sharpV ? '}' : ']');
      }
      case GoValue.Mapping(var values) -> {
        out.append(sharpV ? value.type() + "{" : "map[");
        String separator = "";
        for (var entry : values.entrySet()) {
          out.append(separator);
          write(GoValue.text(entry.getKey()), verb);
          out.append(':');
          element(entry.getValue(), verb);
          separator = sharpV ? ", " : " ";
        }
        out.append(sharpV ? '}' : ']');
      }
    }
  }

  private void element(GoValue element, int verb) {
    if (element instanceof GoValue.Nil) {
      out.append(sharpV ? "interface {}(nil)" : "<nil>");
    } else {
      write(element, verb);
    }
  }

  private void badVerb(GoValue value, int verb) {
    out.append("%!").appendCodePoint(verb).append('(').append(value.type()).append('=');
    write(value, 'v');
    out.append(')');
  }

  private void whole(GoValue.Whole whole, int verb) {
    long value = whole.value();
    int codePoint =
        value >= 0 && value <= Character.MAX_CODE_POINT && !isSurrogate(value)
            ? (int) value
            : 0xfffd;
    switch (verb) {
      case 'v', 'd', 'b', 'o', 'O', 'x', 'X' -> integer(BigInteger.valueOf(value), verb);
      case 'c' -> pad(Character.toString(codePoint), zero);
      case 'q' -> pad(GoQuote.character(codePoint, plus), zero);
      case 'U' -> unicode(value);
      default -> badVerb(whole, verb);
    }
  }

  private static boolean isSurrogate(long codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private void integer(BigInteger value, int verb) {
    String digits = digits(value, verb);
    int least = precision;
    if (precision == 0 && value.signum() == 0) {
      pad("", false);
      return;
    }
    String sign = sign(value.signum() < 0);
    if (precision == ABSENT && zero && !minus && width != ABSENT) {
      least = width - sign.length();
    }
    StringBuilder number = new StringBuilder(sign);
    boolean padded = least > digits.length();
    if (sharp) {
      switch (verb) {
        case 'b' -> number.append("0b");
        case 'o' -> number.append(padded || digits.startsWith("0") ? "" : "0");
        case 'O' -> number.append("0o").append(padded || digits.startsWith("0") ? "" : "0");
        case 'x', 'X' -> number.append('0').append((char) verb);
        default -> {}
      }
    } else if (verb == 'O') {
      number.append("0o");
    }
    charged(number, least - digits.length());
    pad(number.append(digits).toString(), false);
  }

  /** Zeros before the digits; only as many as a text may have. */
  private void charged(StringBuilder number, int zeros) {
    if (zeros > 0) {
      out.reserve(zeros);
      number.repeat('0', zeros);
    }
  }

  private static String digits(BigInteger value, int verb) {
    BigInteger magnitude = value.abs();
    return switch (verb) {
      case 'b' -> magnitude.toString(2);
      case 'o', 'O' -> magnitude.toString(8);
      case 'x' -> magnitude.toString(16);
      case 'X' -> magnitude.toString(16).toUpperCase(Locale.ROOT);
      default -> magnitude.toString();
    };
  }

  private String sign(boolean negative) {
    return negative ? "-" : plus ? "+" : space ? " " : "";
  }

  /** As math/big writes its numbers: zeros fill the width only after sign and prefix. */
  private void big(BigInteger value, int verb) {
    if ("bodOsvxX".indexOf(verb) < 0) {
      out.append("%!")
          .appendCodePoint(verb)
          .append("(big.Int=")
          .append(value.toString())
          .append(')');
      return;
    }
    String prefix = "";
    if (verb == 'O') {
      prefix = "0o";
    } else if (sharp) {
      prefix =
          switch (verb) {
            case 'b' -> "0b";
            case 'o' -> "0";
            case 'x' -> "0x";
            case 'X' -> "0X";
            default -> "";
          };
    }
    String digits = digits(value, verb);
    plus |= plusV;
    StringBuilder number = new StringBuilder(sign(value.signum() < 0)).append(prefix);
    int zeros = Math.max(0, precision - digits.length());
    int missing = width - number.length() - zeros - digits.length();
    if (zero && !minus && precision == ABSENT && missing > 0) {
      zeros = missing;
    }
    charged(number, zeros);
    pad(number.append(digits).toString(), false);
  }

  private void real(GoValue.Real real, int verb) {
    double value = real.value();
    switch (verb) {
      case 'v' -> real(value, 'g', GoFloat.SHORTEST);
      case 'b', 'g', 'G', 'x', 'X' -> real(value, (char) verb, GoFloat.SHORTEST);
      case 'f', 'e', 'E' -> real(value, (char) verb, 6);
      case 'F' -> real(value, 'f', 6);
      default -> badVerb(real, verb);
    }
  }

  private void real(double value, char format, int usualPrecision) {
    int wanted = precision == ABSENT ? usualPrecision : precision;
    if (wanted > 0) {
      out.reserve(wanted);
    }
    String number = GoFloat.of(value, format, wanted);
    boolean negative = number.startsWith("-");
    String unsigned = negative || number.startsWith("+") ? number.substring(1) : number;
    if (sharp && format != 'b') {
      unsigned = GoFloat.withPoint(unsigned, format, wanted);
    }
    String sign = sign(negative);
    if (zero && !minus && width > sign.length() + unsigned.length()) {
      out.append(sign).fill('0', width - sign.length() - unsigned.length()).append(unsigned);
    } else {
      pad(sign + unsigned, false);
    }
  }

  private void unicode(long value) {
    String digits = Long.toHexString(value).toUpperCase(Locale.ROOT);
    StringBuilder text = new StringBuilder("U+");
    charged(text, Math.max(4, precision) - digits.length());
    text.append(digits);
    if (sharp
        && value >= 0
        && value <= Character.MAX_CODE_POINT
        && GoQuote.isPrintable((int) value)) {
      text.append(" '").appendCodePoint((int) value).append('\'');
    }
    pad(text.toString(), false);
  }

  private void text(GoValue.Text text, int verb) {
    String value = text.value();
    switch (verb) {
      case 'v' -> {
        if (sharpV) {
          quoted(value);
        } else {
          string(value);
        }
      }
      case 's' -> string(value);
      case 'q' -> quoted(value);
      case 'x' -> bytes(value, HexFormat.of(), "0x");
      case 'X' -> bytes(value, HexFormat.of().withUpperCase(), "0X");
      default -> badVerb(text, verb);
    }
  }

  private void string(String value) {
    pad(truncated(value), zero);
  }

  private String truncated(String value) {
    return precision == ABSENT || value.codePointCount(0, value.length()) <= precision
        ? value
        : value.substring(0, value.offsetByCodePoints(0, precision));
  }

  private void quoted(String value) {
    String text = truncated(value);
    out.reserve(text.length());
    pad(
        sharp && GoQuote.mayBeBackquoted(text) ? "`" + text + "`" : GoQuote.string(text, plus),
        zero);
  }

  private void bytes(String value, HexFormat hex, String prefix) {
    out.reserve(3 * value.length());
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    int length = precision == ABSENT ? bytes.length : Math.min(precision, bytes.length);
    HexFormat format = hex;
    if (length > 0 && sharp) {
      format = space ? format.withPrefix(prefix) : format;
    }
    if (space) {
      format = format.withDelimiter(" ");
    }
    String text = format.formatHex(bytes, 0, length);
    pad(length > 0 && sharp && !space ? prefix + text : text, zero);
  }

  private void pad(String text, boolean zeros) {
    int missing = width == ABSENT ? 0 : width - text.codePointCount(0, text.length());
    if (minus) {
      out.append(text).fill(' ', missing);
    } else {
      out.fill(zeros ? '0' : ' ', missing).append(text);
    }
  }

  /** The number that {@code *} stands for; null when the value is none, or too large a one. */
  static @Nullable Integer widthOf(GoValue value) {
    return value instanceof GoValue.Whole(long number, _)
            && number >= -MAX_WIDTH
            && number <= MAX_WIDTH
        ? (int) number
        : null;
  }
}
