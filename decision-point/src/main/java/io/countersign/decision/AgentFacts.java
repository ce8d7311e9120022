package io.countersign.decision;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Under what an AI agent acts.
 *
 * @param session of the agent
 * @param promptSession the conversation that led to the action
 * @param approval verified consent to this very action
 */
public record AgentFacts(
    @Nullable String session, @Nullable String promptSession, @Nullable Approval approval) {
  public static final AgentFacts NONE = new AgentFacts(null, null, null);

  /**
   * Consent to an action, given by someone else.
   *
   * @param approver who gave it
   */
  public record Approval(String id, String approver, Instant expires, List<String> scope) {
    public Approval {
      scope = List.copyOf(scope);
    }

    JsonObject toJson() {
      return JsonObject.builder()
          .put("id", id)
          .put("approver", approver)
          .put("expires", expires.getEpochSecond())
          .put("scope", JsonArray.ofStrings(scope))
          .build();
    }
  }

  /** The member {@code agent} of the policy input. */
  JsonObject toJson() {
    return JsonObject.builder()
        .put("session", session)
        .put("prompt_session", promptSession)
        .put("approval", approval == null ? null : approval.toJson())
        .build();
  }
}
