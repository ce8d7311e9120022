package io.countersign.credentials.replay;

import io.countersign.decision.Sha256;
import java.time.Instant;

/** Remembers what was used. Safe for use by many threads. */
public interface ReplayStore {

  /**
   * Marks the key as used, in one atomic step: of any number of calls with one key, however they
   * race, at most one is {@link Outcome#FRESH} up to and including the instant {@code until}. It
   * MUST NOT forget a key earlier, whatever else is asked of it.
   *
   * @param until the last instant at which the key matters
   * @param now the request's time
   */
  Outcome mark(Sha256 key, Instant until, Instant now);

  /** What marking found. All but {@link #FRESH} refuse. */
  enum Outcome {
    FRESH,
    REPLAYED,
    /** There is no room for another live key. */
    FULL,
    /** The store cannot be asked. */
    UNAVAILABLE
  }
}
