package io.countersign.envoy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Decision;
import io.countersign.decision.DecisionId;
import io.countersign.decision.Effects;
import io.countersign.decision.Reason;
import java.util.List;

/** Answers with a denial when deciding itself breaks, even by an error of the machine. */
final class SafeDecider {
  private static final System.Logger LOG = System.getLogger(SafeDecider.class.getName());

  /** The id of denials that no record could be made for. */
  private static final DecisionId NONE = new DecisionId("00000000-0000-0000-0000-000000000000");

  private final Decider decider;

  SafeDecider(Decider decider) {
    this.decider = decider;
  }

  Decision decide(AccessRequest request) {
    try {
      return decider.decide(request);
    } catch (RuntimeException | Error defect) {
      return broken(defect);
    }
  }

  /** The denial when we break. */
  static Decision.Deny broken(Throwable defect) {
    LOG.log(System.Logger.Level.ERROR, "a request was denied because deciding broke", defect);
    return new Decision.Deny(
        new Decision.Summary(NONE, null, null, null),
        Reason.INTERNAL_ERROR,
        List.of(),
        Effects.NONE);
  }
}
