package io.countersign.envoy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import java.time.Instant;
import java.util.function.Supplier;
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
    return answer(() -> CheckRequestMapper.map(question, deadline));
  }

  /**
   * Denies a question that is no {@code CheckRequest}, such as one whose path is not UTF-8, so that
   * it has a record.
   *
   * @param deadline when the gateway stops waiting; null when it did not say
   */
  CheckResponse refuse(@Nullable Instant deadline) {
    return answer(
        () -> AccessRequest.builder().deadline(deadline).defect(Reason.MALFORMED_REQUEST).build());
  }

  private CheckResponse answer(Supplier<AccessRequest> question) {
    try {
      AccessRequest request = question.get();
      return CheckResponseMapper.map(decider.decide(request), request.headers());
    } catch (RuntimeException | Error defect) {
      return broken(defect);
    }
  }

  /** The denial when we break. */
  static CheckResponse broken(Throwable defect) {
    return CheckResponseMapper.map(SafeDecider.broken(defect), Headers.EMPTY);
  }
}
