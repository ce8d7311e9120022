package io.countersign.decision;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Names one decision: a UUID of version 7 (RFC 9562 §5.7), which sorts by time. */
public record DecisionId(String value) {

  /** A new id of this time with 74 random bits. */
  public static DecisionId at(Instant time, RandomGenerator random) {
    long high = (time.toEpochMilli() << 16) | 0x7000 | (random.nextLong() & 0x0FFF);
    long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new DecisionId(new UUID(high, low).toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
