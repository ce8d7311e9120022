package io.countersign.credentials.keys;

import java.time.Instant;

/** Where an issuer's keys come from. Safe for use by many threads. */
public interface KeySource {

  /**
   * The keys. Looks for new ones at most once per interval, and keeps what it has, with its age,
   * while the place they come from gives nothing usable. Waits for a network only when nobody asked
   * for long, so that a key that was withdrawn meanwhile lets nobody in.
   */
  KeySet keys(Instant now);

  /**
   * The keys after they lacked one that a token names: a source on a network is asked again, by one
   * thread and at most once per interval, and the caller waits for the answer.
   */
  default KeySet refetched(Instant now) {
    return keys(now);
  }

  /** Whether {@link #refetched} may wait for a network. */
  default boolean mayWait() {
    return false;
  }
}
