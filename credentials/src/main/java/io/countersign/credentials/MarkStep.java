package io.countersign.credentials;

import io.countersign.credentials.replay.ReplayStore;
import io.countersign.decision.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last step: what may be used once is marked as used. Marking earlier would let a stranger fill
 * the store or burn somebody's proof.
 */
record MarkStep(ReplayStore replays) implements Step {
  @Override
  public @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    for (SingleUse once : learnt.singleUses()) {
      Reason refusal =
          switch (replays.mark(once.key(), once.until(), now)) {
            case FRESH -> null;
            case REPLAYED -> once.replayed();
            case FULL -> Reason.REPLAY_STORE_FULL;
            case UNAVAILABLE -> Reason.REPLAY_STORE_UNAVAILABLE;
          };
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }
}
