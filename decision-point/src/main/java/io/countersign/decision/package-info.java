/**
 * The domain: what is asked ({@link io.countersign.decision.AccessRequest}), who asks ({@link
 * io.countersign.decision.Caller}), what policy says ({@link io.countersign.decision.Verdict}),
 * what is answered ({@link io.countersign.decision.Decision}), and why not ({@link
 * io.countersign.decision.Reason}).
 *
 * <p>{@link io.countersign.decision.Pdp#decide} is the middle of it. The ports that other modules
 * implement are {@link io.countersign.decision.CallerVerifier}, {@link
 * io.countersign.decision.ActivePolicies} and {@link io.countersign.decision.DecisionLog}.
 */
@NullMarked
package io.countersign.decision;

import org.jspecify.annotations.NullMarked;
