package io.countersign.replay;

import io.countersign.decision.Decision;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What policy said, as records say it.
 *
 * @param decision {@code allow} or {@code deny}
 * @param reason {@code ALLOWED}, or the code of the refusal
 * @param codes every code that policy gave; empty when it allows
 * @param result the policy's document; null when it gave none
 */
public record Outcome(
    String decision, String reason, List<String> codes, @Nullable JsonValue result) {
  public Outcome {
    codes = List.copyOf(codes);
  }

  static Outcome of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow allow -> new Outcome("allow", Decision.ALLOWED, List.of(), allow.result());
      case Verdict.Deny deny ->
          new Outcome("deny", deny.reason().name(), deny.codes(), deny.result());
    };
  }

  /** What the record of a decision says. */
  static Outcome recorded(JsonObject record) {
    List<String> codes =
        record.get("reasons") instanceof JsonArray(List<JsonValue> values)
            ? values.stream()
                .map(value -> value instanceof JsonString text ? text.value() : value.toString())
                .toList()
            : List.of();
    return new Outcome(
        record.string("decision").orElse(""),
        record.string("reason").orElse(""),
        codes,
        record.object("policy").map(policy -> policy.get("result")).orElse(null));
  }

  /** How this differs from what was recorded; empty when it does not. */
  Optional<String> differenceFrom(Outcome recorded) {
    if (!decision.equals(recorded.decision) || !reason.equals(recorded.reason)) {
      return Optional.of(
          "recorded "
              + recorded.decision
              + " "
              + recorded.reason
              + ", replayed "
              + decision
              + " "
              + reason);
    }
    if (!codes.equals(recorded.codes)) {
      return Optional.of("recorded reasons " + recorded.codes + ", replayed " + codes);
    }
    return sameDocument(result, recorded.result)
        ? Optional.empty()
        : Optional.of("the policy's result is another document");
  }

  /** A record holds the canonical form, whose numbers are the nearest doubles. */
  private static boolean sameDocument(@Nullable JsonValue a, @Nullable JsonValue b) {
    if (a == null || b == null) {
      return Objects.equals(a, b);
    }
    return a.equals(b) || CanonicalJson.text(a).equals(CanonicalJson.text(b));
  }
}
