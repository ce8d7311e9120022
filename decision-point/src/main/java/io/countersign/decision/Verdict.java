package io.countersign.decision;

import io.countersign.decision.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found: by policy, or before policy was asked. */
public sealed interface Verdict {

  /** The policy's result document; null when policy was not asked or gave none. */
  @Nullable JsonValue result();

  Effects effects();

  /** Policy allows. */
  record Allow(Effects effects, JsonValue result) implements Verdict {}

  /**
   * A check or policy refuses.
   *
   * @param codes every reason policy gave, its own codes included; the reason's alone otherwise
   */
  record Deny(Reason reason, List<String> codes, Effects effects, @Nullable JsonValue result)
      implements Verdict {
    public Deny {
      codes = List.copyOf(codes);
    }
  }

  /** A refusal by a check of our own. */
  static Deny deny(Reason reason) {
    return new Deny(reason, List.of(reason.name()), Effects.NONE, null);
  }
}
