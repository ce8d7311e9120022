package io.countersign.policy.rego.builtin;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;

/** Writes times by Go's layouts, in English. */
final class TimeFormatter {
  private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

  private TimeFormatter() {}

  static String format(ZonedDateTime time, TimeLayout layout) {
    StringBuilder text = new StringBuilder();
    for (TimeLayout.Part part : layout.parts()) {
      text.append(part(time, part));
    }
    return text.toString();
  }

  private static String part(ZonedDateTime time, TimeLayout.Part part) {
    return switch (part.field()) {
      case TEXT -> part.text();
      case MONTH_NAME -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case MONTH_SHORT -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case MONTH -> padded(time.getMonthValue(), 1, '0');
      case MONTH_2 -> padded(time.getMonthValue(), 2, '0');
      case WEEKDAY_NAME -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case WEEKDAY_SHORT -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case DAY -> padded(time.getDayOfMonth(), 1, '0');
      case DAY_SPACED -> padded(time.getDayOfMonth(), 2, ' ');
      case DAY_2 -> padded(time.getDayOfMonth(), 2, '0');
      case YEAR_DAY_SPACED -> padded(time.getDayOfYear(), 3, ' ');
      case YEAR_DAY_3 -> padded(time.getDayOfYear(), 3, '0');
      case HOUR_24 -> padded(time.getHour(), 2, '0');
      case HOUR_12 -> padded((time.getHour() + 11) % 12 + 1, 1, '0');
      case HOUR_12_2 -> padded((time.getHour() + 11) % 12 + 1, 2, '0');
      case MINUTE -> padded(time.getMinute(), 1, '0');
      case MINUTE_2 -> padded(time.getMinute(), 2, '0');
      case SECOND -> padded(time.getSecond(), 1, '0');
      case SECOND_2 -> padded(time.getSecond(), 2, '0');
      case YEAR_4 -> padded(time.getYear(), 4, '0');
      case YEAR_2 -> padded(time.getYear() % 100, 2, '0');
      case AM_PM -> time.getHour() < 12 ? "AM" : "PM";
      case AM_PM_LOWER -> time.getHour() < 12 ? "am" : "pm";
      case ZONE_NAME -> zone(time);
      case OFFSET -> offset(time.getOffset().getTotalSeconds(), part.text());
      case FRACTION -> part.text().charAt(0) + digits(time, part.text().length() - 1);
      case FRACTION_TRIMMED -> trimmed(time, part.text());
    };
  }

  private static String padded(int number, int width, char fill) {
    String digits = Integer.toString(number);
    return String.valueOf(fill).repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String zone(ZonedDateTime time) {
    String name = ZONE.format(time);
    if (name.equals("Z")) {
      return "UTC";
    }
    // The database of time zones has names for some offsets only, and gives the others as numbers.
    int seconds = time.getOffset().getTotalSeconds();
    boolean isNumber = name.startsWith("GMT") && (name.length() > 3 || seconds != 0);
    return isNumber ? offset(seconds, seconds % 3_600 == 0 ? "-07" : "-0700") : name;
  }

  private static String offset(int seconds, String form) {
    if (form.startsWith("Z") && seconds == 0) {
      return "Z";
    }
    int absolute = Math.abs(seconds);
    String separator = form.indexOf(':') < 0 ? "" : ":";
    StringBuilder text = new StringBuilder(seconds < 0 ? "-" : "+");
    text.append(padded(absolute / 3_600, 2, '0'));
    int digits = (int) form.chars().filter(Character::isDigit).count();
    if (digits >= 4) {
      text.append(separator).append(padded(absolute / 60 % 60, 2, '0'));
    }
    if (digits >= 6) {
      text.append(separator).append(padded(absolute % 60, 2, '0'));
    }
    return text.toString();
  }

  private static String digits(ZonedDateTime time, int count) {
    return padded(time.getNano(), 9, '0').substring(0, Math.min(9, count));
  }

  private static String trimmed(ZonedDateTime time, String form) {
    String digits = digits(time, form.length() - 1);
    int end = digits.length();
    while (end > 0 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return end == 0 ? "" : form.charAt(0) + digits.substring(0, end);
  }
}
