package io.countersign.envoy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.CredentialHeaders;
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
  private final GatewayRules gateways;
  private final CredentialHeaders credentials;

  /**
   * @param gateways who may ask
   * @param credentials which fields are for us alone, so that no upstream sees them
   */
  public ExtAuthzService(Decider decider, GatewayRules gateways, CredentialHeaders credentials) {
    this.decider = new SafeDecider(decider);
    this.gateways = gateways;
    this.credentials = credentials;
  }

  GatewayRules gateways() {
    return gateways;
  }

  /**
   * Answers one question.
   *
   * @param deadline when the gateway stops waiting; null when it did not say
   * @param gateway whether who asks is an authenticated gateway
   */
  CheckResponse check(
      CheckRequest question, @Nullable Instant deadline, GatewayAuthentication.Verdict gateway) {
    return answer(() -> CheckRequestMapper.map(question, gateways.source(), deadline, gateway));
  }

  /**
   * Denies a question that is no {@code CheckRequest}, such as one whose path is not UTF-8, so that
   * it has a record.
   *
   * @param deadline when the gateway stops waiting; null when it did not say
   * @param gateway whether who asks is an authenticated gateway
   */
  CheckResponse refuse(@Nullable Instant deadline, GatewayAuthentication.Verdict gateway) {
    AccessRequest.Builder access = AccessRequest.builder().deadline(deadline);
    gateway.judge(false, access);
    return answer(() -> access.defect(Reason.MALFORMED_REQUEST).build());
  }

  private CheckResponse answer(Supplier<AccessRequest> question) {
    try {
      AccessRequest request = question.get();
      return CheckResponseMapper.map(decider.decide(request), request.headers(), credentials);
    } catch (RuntimeException | Error defect) {
      return broken(defect);
    }
  }

  /** The denial when we break. */
  static CheckResponse broken(Throwable defect) {
    return CheckResponseMapper.map(
        SafeDecider.broken(defect), Headers.EMPTY, CredentialHeaders.KNOWN);
  }
}
