package io.countersign.decision;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * How strongly it is known who acts.
 *
 * @param why what holds the level where it is, a sentence each
 */
public record Attribution(Level level, List<String> why) {
  public Attribution {
    why = List.copyOf(why);
  }

  /** From strongest to none. */
  public enum Level {
    ATTESTED,
    BOUND,
    FEDERATED,
    BEARER,
    NONE;

    /** As it stands in the policy input. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The member {@code attribution} of the policy input. */
  JsonObject toJson() {
    return JsonObject.builder()
        .put("level", level.code())
        .put("why", JsonArray.ofStrings(why))
        .build();
  }
}
