package io.countersign.envoy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Decision;

/** Answers requests; in the product, {@link io.countersign.decision.Pdp#decide}. */
@FunctionalInterface
public interface Decider {

  Decision decide(AccessRequest request);
}
