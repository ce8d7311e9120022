package io.countersign.envoy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Decision;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's {@code Authorization.Check}, whatever carries it.
 *
 * <p>Every question has an answer with a status: an error of the call itself may let a gateway fail
 * open, so a defect is answered with a denial.
 */
public final class ExtAuthzService {
  private final SafeDecider decider;

  public ExtAuthzService(Decider decider) {
    this.decider = new SafeDecider(decider);
  }

  /**
   * Answers one question.
   *
   * @param deadline when the gateway stops waiting; null when it did not say
   */
  public CheckResponse check(CheckRequest question, @Nullable Instant deadline) {
    AccessRequest request = CheckRequestMapper.map(question, deadline);
    Decision decision = decider.decide(request);
    return CheckResponseMapper.map(decision, request.headers());
  }
}
