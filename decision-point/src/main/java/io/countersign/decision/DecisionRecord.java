package io.countersign.decision;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a decision.
 *
 * @param time the request's time, read once
 * @param verified whether the caller's facts were verified
 * @param input what policy was asked, or would have been
 * @param policy which policy was asked; null when none was
 */
public record DecisionRecord(
    DecisionId id,
    Instant time,
    boolean verified,
    PolicyInput input,
    Verdict verdict,
    @Nullable PolicyIdentity policy) {}
