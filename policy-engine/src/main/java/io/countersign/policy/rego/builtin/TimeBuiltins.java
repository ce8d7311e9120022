package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Times, in nanoseconds since 1970. The present is the evaluation's, and no zone is "local". */
final class TimeBuiltins {
  /** Zones of the database that Java knows only by what they are the same as. */
  private static final Map<String, String> SAME_ZONES =
      Map.of(
          "EST", "America/Panama",
          "HST", "Pacific/Honolulu",
          "MST", "America/Phoenix",
          "ROC", "Asia/Taipei");

  /** The database's; Java adds some of its own. */
  private static final Set<String> ZONES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(name -> !name.startsWith("SystemV/"))
          .collect(Collectors.toUnmodifiableSet());

  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);
  private static final int MAX_DURATION_LENGTH = 200;
  private static final Pattern SEGMENT =
      Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d|w|y)");
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("ns", 1L),
          Map.entry("us", 1_000L),
          Map.entry("µs", 1_000L),
          Map.entry("μs", 1_000L),
          Map.entry("ms", 1_000_000L),
          Map.entry("s", 1_000_000_000L),
          Map.entry("m", 60_000_000_000L),
          Map.entry("h", 3_600_000_000_000L),
          Map.entry("d", 24 * 3_600_000_000_000L),
          Map.entry("w", 7 * 24 * 3_600_000_000_000L),
          Map.entry("y", 365 * 24 * 3_600_000_000_000L));

  private TimeBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("time.now_ns", (context, _) -> nanos(context.time()));
    table.put("time.parse_ns", TimeBuiltins::parse);
    table.put("time.parse_rfc3339_ns", TimeBuiltins::parseRfc3339);
    table.put("time.parse_duration_ns", TimeBuiltins::parseDuration);
    table.put("time.format", TimeBuiltins::format);
    table.put("time.date", TimeBuiltins::date);
    table.put("time.clock", TimeBuiltins::clock);
    table.put("time.weekday", TimeBuiltins::weekday);
    table.put("time.add_date", TimeBuiltins::addDate);
    table.put("time.diff", TimeBuiltins::diff);
  }

  private static RegoValue nanos(Instant time) throws BuiltinException {
    BigInteger nanos =
        BigInteger.valueOf(time.getEpochSecond())
            .multiply(NANOS)
            .add(BigInteger.valueOf(time.getNano()));
    if (nanos.bitLength() >= Long.SIZE) {
      throw BuiltinException.of("time outside of valid range");
    }
    return RegoNumber.of(nanos);
  }

  private static RegoValue parse(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    TimeLayout layout = TimeLayout.of(Arguments.string(arguments, 0));
    return nanos(TimeParser.parse(Arguments.string(arguments, 1), layout));
  }

  private static RegoValue parseRfc3339(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return nanos(TimeParser.parse(Arguments.string(arguments, 0), TimeLayout.rfc3339()));
  }

  private static RegoValue parseDuration(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = Arguments.string(arguments, 0);
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return RegoNumber.of(0);
    }
    Matcher segments = SEGMENT.matcher(rest);
    BigInteger sum = BigInteger.ZERO;
    int at = 0;
    while (rest.length() <= MAX_DURATION_LENGTH && segments.find(at) && segments.start() == at) {
      sum = sum.add(amount(segments.group(1), UNITS.getOrDefault(segments.group(2), 0L)));
      at = segments.end();
    }
    BigInteger signed = negative ? sum.negate() : sum;
    if (rest.isEmpty() || at != rest.length() || signed.bitLength() >= Long.SIZE) {
      throw BuiltinException.of("time: invalid duration " + RegoString.of(text));
    }
    return RegoNumber.of(signed);
  }

  /** Whole units exactly, parts of one as Go has them: in floating point, cut to nanoseconds. */
  private static BigInteger amount(String number, long unit) {
    int point = number.indexOf('.');
    String whole = point < 0 ? number : number.substring(0, point);
    BigInteger nanos =
        new BigInteger(whole.isEmpty() ? "0" : whole).multiply(BigInteger.valueOf(unit));
    long fraction = 0;
    double scale = 1;
    for (int i = point + 1; point >= 0 && i < number.length(); i++) {
      if (fraction > Long.MAX_VALUE / 10 - 1) {
        break; // further digits are too small to count
      }
      fraction = 10 * fraction + number.charAt(i) - '0';
      scale *= 10;
    }
    return nanos.add(BigInteger.valueOf((long) (fraction * (unit / scale))));
  }

  private static RegoValue format(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    ZonedDateTime time = time(arguments, 0);
    String layout =
        arguments[0] instanceof RegoArray array && array.size() > 2 ? layout(array.get(2)) : "";
    return RegoString.of(
        TimeFormatter.format(time, TimeLayout.of(layout.isEmpty() ? "RFC3339Nano" : layout)));
  }

  private static String layout(RegoValue value) throws BuiltinException {
    if (value instanceof RegoString layout) {
      return layout.value();
    }
    throw BuiltinException.operand(1, "must be string but got " + value.typeName());
  }

  private static RegoValue date(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    ZonedDateTime time = time(arguments, 0);
    return numbers(time.getYear(), time.getMonthValue(), time.getDayOfMonth());
  }

  private static RegoValue clock(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    ZonedDateTime time = time(arguments, 0);
    return numbers(time.getHour(), time.getMinute(), time.getSecond());
  }

  private static RegoValue weekday(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return RegoString.of(
        time(arguments, 0).getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
  }

  private static RegoValue addDate(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    ZonedDateTime time = time(arguments, 0);
    int years = Arguments.integer(arguments, 1);
    int months = Arguments.integer(arguments, 2);
    int days = Arguments.integer(arguments, 3);
    try {
      // As Go does: a day that its month does not have runs on into the next.
      LocalDate first = time.toLocalDate().withDayOfMonth(1).plusYears(years).plusMonths(months);
      LocalDateTime sum =
          first.plusDays(time.getDayOfMonth() - 1L + days).atTime(time.toLocalTime());
      // Go's choice where clocks are set: what the offset at that time of UTC leads to.
      ZoneRules rules = time.getZone().getRules();
      ZoneOffset near = rules.getOffset(sum.toInstant(ZoneOffset.UTC));
      return nanos(sum.toInstant(rules.getOffset(sum.toInstant(near))));
    } catch (DateTimeException e) {
      throw BuiltinException.of("time outside of valid range");
    }
  }

  private static RegoValue diff(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    ZonedDateTime first = time(arguments, 0);
    ZonedDateTime second = time(arguments, 1).withZoneSameInstant(first.getZone());
    LocalDateTime early = (first.isAfter(second) ? second : first).toLocalDateTime();
    LocalDateTime late = (first.isAfter(second) ? first : second).toLocalDateTime();
    int years = late.getYear() - early.getYear();
    int months = late.getMonthValue() - early.getMonthValue();
    int days = late.getDayOfMonth() - early.getDayOfMonth();
    int seconds = late.toLocalTime().toSecondOfDay() - early.toLocalTime().toSecondOfDay();
    if (seconds < 0) {
      seconds += (int) Duration.ofDays(1).toSeconds();
      days--;
    }
    if (days < 0) {
      days += early.toLocalDate().lengthOfMonth();
      months--;
    }
    if (months < 0) {
      months += 12;
      years--;
    }
    return numbers(years, months, days, seconds / 3_600, seconds / 60 % 60, seconds % 60);
  }

  private static RegoValue numbers(int... numbers) {
    RegoValue[] values = new RegoValue[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      values[i] = RegoNumber.of(numbers[i]);
    }
    return RegoArray.of(values);
  }

  /** A time in a zone: nanoseconds, or an array of them and the zone's name. */
  private static ZonedDateTime time(RegoValue[] arguments, int index) throws BuiltinException {
    RegoValue value = arguments[index];
    ZoneId zone = ZoneOffset.UTC;
    if (value instanceof RegoArray array && !array.isEmpty()) {
      value = array.get(0);
      zone = array.size() > 1 ? zone(array.get(1)) : zone;
      if (array.size() > 2) {
        String _ = layout(array.get(2)); // of the right type, though only the format reads it
      }
    } else if (!(value instanceof RegoNumber)) {
      throw BuiltinException.operand(
          1,
          "must be either number (ns) or [number (ns), string (tz)] but got " + value.typeName());
    }
    if (!(value instanceof RegoNumber nanos)) {
      throw BuiltinException.operand(1, "must be number but got " + value.typeName());
    }
    if (!nanos.isLong()) {
      throw BuiltinException.of("timestamp too big");
    }
    return Instant.EPOCH.plusNanos(nanos.longValue()).atZone(zone);
  }

  private static ZoneId zone(RegoValue value) throws BuiltinException {
    if (!(value instanceof RegoString name)) {
      throw BuiltinException.operand(1, "must be string but got " + value.typeName());
    }
    return switch (name.value()) {
      case "", "UTC", "Local" -> ZoneOffset.UTC;
      case String same when SAME_ZONES.containsKey(same) ->
          ZoneId.of(SAME_ZONES.getOrDefault(same, same));
      case String known when ZONES.contains(known) -> ZoneId.of(known);
      default -> throw BuiltinException.of("unknown time zone " + name.value());
    };
  }
}
