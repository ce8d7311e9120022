package io.countersign.replay;

import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which decisions are replayed.
 *
 * @param since the first moment; null: from the log's beginning
 * @param until the moment after the last; null: to its end
 * @param where what members must say, by their path such as {@code subject.id}
 */
public record Selection(
    @Nullable Instant since, @Nullable Instant until, Map<String, String> where) {
  /** All of them. */
  public static final Selection ALL = new Selection(null, null, Map.of());

  public Selection {
    where = Map.copyOf(where);
  }

  boolean contains(RecordedDecision decision) throws MalformedRecordException {
    if (since != null || until != null) {
      Instant time = decision.time();
      if ((since != null && time.isBefore(since)) || (until != null && !time.isBefore(until))) {
        return false;
      }
    }
    return where.entrySet().stream()
        .allMatch(wanted ->
            wanted
                .getValue()
                .equals(text(decision.record(), List.of(wanted.getKey().split("\\.", -1)))));
  }

  private static @Nullable String text(JsonObject record, List<String> path) {
    JsonValue at = record;
    for (String name : path) {
      at = at instanceof JsonObject object ? object.get(name) : null;
    }
    return switch (at) {
      case JsonString text -> text.value();
      case JsonNumber number -> number.value().toPlainString();
      case JsonBoolean bool -> Boolean.toString(bool.value());
      case null, default -> null;
    };
  }
}
