package io.countersign.decision;

import io.countersign.decision.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The registry's entry for a subject.
 *
 * @param kind such as {@code workload} or {@code agent}; null when the entry names none
 * @param entry the entry as it stands in the registry; empty when there is none
 */
public record Registration(
    boolean registered,
    @Nullable String kind,
    @Nullable String owner,
    @Nullable String service,
    JsonObject entry) {
  public static final Registration UNKNOWN =
      new Registration(false, null, null, null, JsonObject.EMPTY);

  /** Reads the members that every entry has; anything else is policy's business. */
  public static Registration of(JsonObject entry) {
    return new Registration(
        true,
        entry.string("kind").orElse(null),
        entry.string("owner").orElse(null),
        entry.string("service").orElse(null),
        entry);
  }
}
