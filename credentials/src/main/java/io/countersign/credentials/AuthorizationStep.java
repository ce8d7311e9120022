package io.countersign.credentials;

import io.countersign.decision.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** There is at most one Authorization header, of a scheme that is verified. */
record AuthorizationStep() implements Step {
  @Override
  public @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    return presented.authorization() instanceof Authorization.Refused refused
        ? refused.reason()
        : null;
  }
}
