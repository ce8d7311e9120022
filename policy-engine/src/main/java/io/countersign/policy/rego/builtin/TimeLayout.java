package io.countersign.policy.rego.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layout of times in Go's manner: the reference time {@code Mon Jan 2 15:04:05 MST 2006} written
 * as the time is to be.
 *
 * @param parts in order
 */
record TimeLayout(List<Part> parts) {
  private static final int MAX_LENGTH = 1_000;
  private static final String RFC_3339 = "2006-01-02T15:04:05Z07:00";

  /** The layouts that OPA knows by name. */
  private static final Map<String, String> NAMED =
      Map.of(
          "ANSIC", "Mon Jan _2 15:04:05 2006",
          "UnixDate", "Mon Jan _2 15:04:05 MST 2006",
          "RubyDate", "Mon Jan 02 15:04:05 -0700 2006",
          "RFC822", "02 Jan 06 15:04 MST",
          "RFC822Z", "02 Jan 06 15:04 -0700",
          "RFC850", "Monday, 02-Jan-06 15:04:05 MST",
          "RFC1123", "Mon, 02 Jan 2006 15:04:05 MST",
          "RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700",
          "RFC3339", RFC_3339,
          "RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00");

  TimeLayout {
    parts = List.copyOf(parts);
  }

  /** What a part stands for. */
  enum Field {
    TEXT,
    MONTH_NAME,
    MONTH_SHORT,
    MONTH,
    MONTH_2,
    WEEKDAY_NAME,
    WEEKDAY_SHORT,
    DAY,
    DAY_SPACED,
    DAY_2,
    YEAR_DAY_SPACED,
    YEAR_DAY_3,
    HOUR_24,
    HOUR_12,
    HOUR_12_2,
    MINUTE,
    MINUTE_2,
    SECOND,
    SECOND_2,
    YEAR_4,
    YEAR_2,
    AM_PM,
    AM_PM_LOWER,
    ZONE_NAME,
    /** An offset from UTC, as the part's text shows: with colons, seconds, or Z for UTC. */
    OFFSET,
    /** A fraction of a second with all its digits. */
    FRACTION,
    /** A fraction of a second without zeros at its end. */
    FRACTION_TRIMMED
  }

  /**
   * A piece of a layout.
   *
   * @param text as the layout has it
   */
  record Part(Field field, String text) {}

  /** The longer of two that begin alike comes first. */
  private static final List<Part> KNOWN =
      List.of(
          new Part(Field.MONTH_NAME, "January"),
          new Part(Field.MONTH_SHORT, "Jan"),
          new Part(Field.WEEKDAY_NAME, "Monday"),
          new Part(Field.WEEKDAY_SHORT, "Mon"),
          new Part(Field.ZONE_NAME, "MST"),
          new Part(Field.YEAR_DAY_3, "002"),
          new Part(Field.MONTH_2, "01"),
          new Part(Field.DAY_2, "02"),
          new Part(Field.HOUR_12_2, "03"),
          new Part(Field.MINUTE_2, "04"),
          new Part(Field.SECOND_2, "05"),
          new Part(Field.YEAR_2, "06"),
          new Part(Field.HOUR_24, "15"),
          new Part(Field.MONTH, "1"),
          new Part(Field.YEAR_4, "2006"),
          new Part(Field.DAY, "2"),
          new Part(Field.YEAR_DAY_SPACED, "__2"),
          new Part(Field.DAY_SPACED, "_2"),
          new Part(Field.HOUR_12, "3"),
          new Part(Field.MINUTE, "4"),
          new Part(Field.SECOND, "5"),
          new Part(Field.AM_PM, "PM"),
          new Part(Field.AM_PM_LOWER, "pm"),
          new Part(Field.OFFSET, "-07:00:00"),
          new Part(Field.OFFSET, "-070000"),
          new Part(Field.OFFSET, "-07:00"),
          new Part(Field.OFFSET, "-0700"),
          new Part(Field.OFFSET, "-07"),
          new Part(Field.OFFSET, "Z07:00:00"),
          new Part(Field.OFFSET, "Z070000"),
          new Part(Field.OFFSET, "Z07:00"),
          new Part(Field.OFFSET, "Z0700"),
          new Part(Field.OFFSET, "Z07"));

  /** RFC 3339. */
  static TimeLayout rfc3339() throws BuiltinException {
    return of(RFC_3339);
  }

  /** A layout, or the name of one. */
  static TimeLayout of(String text) throws BuiltinException {
    if (text.length() > MAX_LENGTH) {
      throw BuiltinException.of("layout is too long");
    }
    String layout = NAMED.getOrDefault(text, text);
    List<Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (at < layout.length()) {
      Part part = known(layout, at);
      if (part == null) {
        plain.append(layout.charAt(at++));
      } else {
        if (!plain.isEmpty()) {
          parts.add(new Part(Field.TEXT, plain.toString()));
          plain.setLength(0);
        }
        parts.add(part);
        at += part.text().length();
      }
    }
    if (!plain.isEmpty()) {
      parts.add(new Part(Field.TEXT, plain.toString()));
    }
    return new TimeLayout(parts);
  }

  private static @Nullable Part known(String layout, int at) {
    for (Part part : KNOWN) {
      if (layout.startsWith(part.text(), at)) {
        boolean beginsWord =
            (part.field() == Field.MONTH_SHORT || part.field() == Field.WEEKDAY_SHORT)
                && at + 3 < layout.length()
                && Character.isLowerCase(layout.charAt(at + 3));
        boolean beforeYear = part.field() == Field.DAY_SPACED && layout.startsWith("2006", at + 1);
        return beginsWord || beforeYear ? null : part;
      }
    }
    return fraction(layout, at);
  }

  /** A point or comma with zeros or nines, after which no digit comes. */
  private static @Nullable Part fraction(String layout, int at) {
    char first = layout.charAt(at);
    if ((first != '.' && first != ',') || at + 1 >= layout.length()) {
      return null;
    }
    char digit = layout.charAt(at + 1);
    if (digit != '0' && digit != '9') {
      return null;
    }
    int end = at + 1;
    while (end < layout.length() && layout.charAt(end) == digit) {
      end++;
    }
    boolean digitFollows = end < layout.length() && Character.isDigit(layout.charAt(end));
    return digitFollows
        ? null
        : new Part(
            digit == '0' ? Field.FRACTION : Field.FRACTION_TRIMMED, layout.substring(at, end));
  }
}
