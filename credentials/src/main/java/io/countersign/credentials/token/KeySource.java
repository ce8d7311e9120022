package io.countersign.credentials.token;

import java.time.Instant;

/** Where an issuer's keys come from. Safe for use by many threads. */
public interface KeySource {

  /**
   * The keys. Looks for new ones at most once per interval, and keeps what it has, with its age,
   * while the place they come from gives nothing usable.
   */
  KeySet keys(Instant now);
}
