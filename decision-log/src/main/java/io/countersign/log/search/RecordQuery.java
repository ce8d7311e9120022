package io.countersign.log.search;

import io.countersign.decision.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to find.
 *
 * @param wanted for each field the patterns of which one must match; all fields must
 * @param since the first instant; null for the log's beginning
 * @param until the first instant that is too late; null for the log's end
 */
public record RecordQuery(
    Map<RecordField, List<TextPattern>> wanted, @Nullable Instant since, @Nullable Instant until) {
  private static final String TIME = "\"time\":\"";
  private static final int TIME_LENGTH = "2026-03-04T05:06:07.089Z".length();

  /**
   * How far records may stand from the order of their times: requests take time, clocks are set.
   */
  private static final Duration DISORDER = Duration.ofHours(1);

  /** Copies the map and its lists. */
  public RecordQuery {
    wanted =
        wanted.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue())));
  }

  /** The query made ready to look at many records; safe for use by several threads. */
  Prepared prepare() {
    return new Prepared(
        this,
        wanted.values().stream()
            .map(patterns -> patterns.stream().map(TextPattern::needle).toList())
            .toList());
  }

  /** Whether a record is one of those. */
  public boolean matches(JsonObject record) {
    return isInTime(record.string("time").flatMap(RecordQuery::instant))
        && wanted.entrySet().stream()
            .allMatch(field ->
                field.getKey().in(record).stream()
                    .anyMatch(value ->
                        field.getValue().stream().anyMatch(pattern -> pattern.matches(value))));
  }

  /** A record's time; of one that has none, the earliest there is. */
  static Instant time(JsonObject record) {
    return record.string("time").flatMap(RecordQuery::instant).orElse(Instant.MIN);
  }

  private boolean isInTime(Optional<Instant> time) {
    if (time.isEmpty()) {
      return since == null && until == null;
    }
    Instant at = time.get();
    return (since == null || !at.isBefore(since)) && (until == null || at.isBefore(until));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Tells most records that are not wanted from the others without parsing them.
   *
   * @param needles for each field, texts of which a record that matches holds one
   */
  record Prepared(RecordQuery query, List<List<String>> needles) {

    /** One character a byte, which is quick to make and to search. */
    static String text(byte[] record) {
      return new String(record, StandardCharsets.ISO_8859_1);
    }

    boolean mayMatch(String record) {
      for (List<String> field : needles) {
        boolean found = false;
        for (int i = 0; i < field.size() && !found; i++) {
          found = record.contains(field.get(i));
        }
        if (!found) {
          return false;
        }
      }
      return (query.since == null && query.until == null)
          || times(record).map(times -> times.stream().anyMatch(this::isInTime)).orElse(true);
    }

    private boolean isInTime(Instant time) {
      return query.isInTime(Optional.of(time));
    }

    /** Whether nothing that stands this far before it in the log can be wanted any more. */
    boolean isTooOld(String record) {
      Instant since = query.since;
      if (since == null) {
        return false;
      }
      Instant oldest = since.minus(DISORDER);
      return times(record)
          .map(times -> times.stream().allMatch(time -> time.isBefore(oldest)))
          .orElse(false);
    }

    /**
     * The texts of all members named time, of which one is the record's own: what a token says may
     * stand before or after it. Quotation marks inside of texts are escaped, so that none is taken
     * for a member's. Empty when none of them is a time of ours.
     */
    private static Optional<List<Instant>> times(String record) {
      List<Instant> times = new ArrayList<>();
      for (int at = record.indexOf(TIME); at >= 0; at = record.indexOf(TIME, at + 1)) {
        int start = at + TIME.length();
        int end = Math.min(record.length(), start + TIME_LENGTH);
        instant(record.substring(start, end)).ifPresent(times::add);
      }
      return times.isEmpty() ? Optional.empty() : Optional.of(times);
    }
  }
}
