package io.countersign.policy.rego.builtin;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads times by Go's layouts. */
final class TimeParser {
  private static final int MAX_LENGTH = 1_000;

  private final String text;
  private int at;
  private int year;
  private int month = -1;
  private int day = -1;
  private int yearDay = -1;
  private int hour;
  private int minute;
  private int second;
  private int nanos;
  private int offsetSeconds;
  private boolean afternoon;
  private boolean twelveHours;

  private TimeParser(String text) {
    this.text = text;
  }

  /** The instant that a text names. */
  static Instant parse(String text, TimeLayout layout) throws BuiltinException {
    if (text.length() > MAX_LENGTH) {
      throw BuiltinException.of("time is too long");
    }
    return new TimeParser(text).parse(layout);
  }

  private Instant parse(TimeLayout layout) throws BuiltinException {
    List<TimeLayout.Part> parts = layout.parts();
    for (int i = 0; i < parts.size(); i++) {
      TimeLayout.Part part = parts.get(i);
      read(part);
      boolean seconds =
          part.field() == TimeLayout.Field.SECOND || part.field() == TimeLayout.Field.SECOND_2;
      boolean fractionFollows =
          i + 1 < parts.size()
              && (parts.get(i + 1).field() == TimeLayout.Field.FRACTION
                  || parts.get(i + 1).field() == TimeLayout.Field.FRACTION_TRIMMED);
      if (seconds && !fractionFollows) {
        fraction(0, 9); // a fraction may follow the seconds though the layout has none
      }
    }
    if (at != text.length()) {
      throw wrong("extra text");
    }
    return instant();
  }

  private Instant instant() throws BuiltinException {
    if (twelveHours && hour > 12) {
      throw wrong("hour out of range");
    }
    if (afternoon && hour < 12) {
      hour += 12;
    } else if (twelveHours && !afternoon && hour == 12) {
      hour = 0;
    }
    try {
      LocalDate date =
          yearDay >= 0
              ? LocalDate.ofYearDay(year, yearDay)
              : LocalDate.of(year, month < 0 ? 1 : month, day < 0 ? 1 : day);
      if ((month >= 0 && month != date.getMonthValue())
          || (day >= 0 && day != date.getDayOfMonth())) {
        throw wrong("day-of-year does not match");
      }
      return date.atTime(LocalTime.of(hour, minute, second, nanos))
          .toInstant(ZoneOffset.UTC)
          .minusSeconds(offsetSeconds);
    } catch (DateTimeException e) {
      throw wrong("value out of range");
    }
  }

  private void read(TimeLayout.Part part) throws BuiltinException {
    switch (part.field()) {
      case TEXT -> literal(part.text());
      case MONTH_NAME -> month = 1 + name(months(TextStyle.FULL));
      case MONTH_SHORT -> month = 1 + name(months(TextStyle.SHORT));
      case MONTH -> month = number(1, 2);
      case MONTH_2 -> month = number(2, 2);
      case WEEKDAY_NAME -> {
        int _ = name(weekdays(TextStyle.FULL));
      }
      case WEEKDAY_SHORT -> {
        int _ = name(weekdays(TextStyle.SHORT));
      }
      case DAY -> day = number(1, 2);
      case DAY_SPACED -> {
        skipSpace();
        day = number(1, 2);
      }
      case DAY_2 -> day = number(2, 2);
      case YEAR_DAY_SPACED -> {
        skipSpace();
        skipSpace();
        yearDay = number(1, 3);
      }
      case YEAR_DAY_3 -> yearDay = number(3, 3);
      case HOUR_24 -> hour = number(1, 2);
      case HOUR_12 -> {
        hour = number(1, 2);
        twelveHours = true;
      }
      case HOUR_12_2 -> {
        hour = number(2, 2);
        twelveHours = true;
      }
      case MINUTE -> minute = number(1, 2);
      case MINUTE_2 -> minute = number(2, 2);
      case SECOND -> second = number(1, 2);
      case SECOND_2 -> second = number(2, 2);
      case YEAR_4 -> year = number(4, 4);
      case YEAR_2 -> {
        int two = number(2, 2);
        year = two >= 69 ? 1900 + two : 2000 + two;
      }
      case AM_PM -> afternoon = half("AM", "PM");
      case AM_PM_LOWER -> afternoon = half("am", "pm");
      case ZONE_NAME -> zoneName();
      case OFFSET -> offset(part.text());
      case FRACTION -> fraction(part.text().length() - 1, part.text().length() - 1);
      case FRACTION_TRIMMED -> fraction(0, 9);
    }
  }

  /** A text as it is, but spaces stand for any number of them, at the end for none too. */
  private void literal(String expected) throws BuiltinException {
    for (int i = 0; i < expected.length(); i++) {
      char c = expected.charAt(i);
      boolean isSpace = c == ' ' && at == text.length();
      if (!isSpace && (at >= text.length() || text.charAt(at) != c)) {
        throw wrong("no \"" + expected + "\" where the layout has it");
      }
      if (c == ' ') {
        while (i + 1 < expected.length() && expected.charAt(i + 1) == ' ') {
          i++;
        }
        while (at < text.length() && text.charAt(at) == ' ') {
          at++;
        }
      } else {
        at++;
      }
    }
  }

  private void skipSpace() {
    if (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private int number(int minDigits, int maxDigits) throws BuiltinException {
    int start = at;
    int value = 0;
    while (at < text.length() && at - start < maxDigits && isDigit(text.charAt(at))) {
      value = 10 * value + text.charAt(at++) - '0';
    }
    if (at - start < minDigits) {
      throw wrong("too few digits");
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static List<String> months(TextStyle style) {
    return Arrays.stream(Month.values())
        .map(month -> month.getDisplayName(style, Locale.ENGLISH))
        .toList();
  }

  private static List<String> weekdays(TextStyle style) {
    return Arrays.stream(DayOfWeek.values())
        .map(weekday -> weekday.getDisplayName(style, Locale.ENGLISH))
        .toList();
  }

  private int name(List<String> names) throws BuiltinException {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (text.regionMatches(true, at, name, 0, name.length())) {
        at += name.length();
        return i;
      }
    }
    throw wrong("no such name");
  }

  private boolean half(String before, String after) throws BuiltinException {
    twelveHours = true;
    if (text.startsWith(after, at) || text.startsWith(before, at)) {
      at += 2;
      return text.startsWith(after, at - 2);
    }
    throw wrong("neither " + before + " nor " + after);
  }

  /** Three to five capital letters; a zone that is not UTC has no offset that a name tells. */
  private void zoneName() throws BuiltinException {
    int start = at;
    while (at < text.length() && text.charAt(at) >= 'A' && text.charAt(at) <= 'Z') {
      at++;
    }
    if (at - start < 3 || at - start > 5) {
      throw wrong("no name of a time zone");
    }
  }

  private void offset(String form) throws BuiltinException {
    if (form.startsWith("Z") && at < text.length() && text.charAt(at) == 'Z') {
      at++;
      return;
    }
    if (at >= text.length() || (text.charAt(at) != '+' && text.charAt(at) != '-')) {
      throw wrong("no offset from UTC");
    }
    int sign = text.charAt(at++) == '-' ? -1 : 1;
    int digits = (int) form.chars().filter(Character::isDigit).count();
    boolean colons = form.indexOf(':') >= 0;
    int hours = number(2, 2);
    int minutes = digits >= 4 ? next(colons) : 0;
    int seconds = digits >= 6 ? next(colons) : 0;
    if (hours > 24 || minutes > 60 || seconds > 60) {
      throw wrong("offset out of range");
    }
    offsetSeconds = sign * (3_600 * hours + 60 * minutes + seconds);
  }

  private int next(boolean colons) throws BuiltinException {
    if (colons) {
      literal(":");
    }
    return number(2, 2);
  }

  /** A point or comma and digits; with no digits required, nothing is fine too. */
  private void fraction(int minDigits, int maxDigits) throws BuiltinException {
    boolean separator =
        at + 1 < text.length()
            && (text.charAt(at) == '.' || text.charAt(at) == ',')
            && isDigit(text.charAt(at + 1));
    if (!separator) {
      if (minDigits > 0) {
        throw wrong("no fraction of a second");
      }
      return;
    }
    int start = ++at;
    int value = 0;
    while (at < text.length() && isDigit(text.charAt(at))) {
      if (at - start < 9) {
        value = 10 * value + text.charAt(at) - '0';
      }
      at++;
    }
    int given = at - start;
    if (given < minDigits || (minDigits > 0 && given > maxDigits)) {
      throw wrong("another number of digits");
    }
    for (int i = given; i < 9; i++) {
      value *= 10;
    }
    nanos = value;
  }

  private BuiltinException wrong(String problem) {
    return BuiltinException.of("parsing time \"" + text + "\": " + problem);
  }
}
