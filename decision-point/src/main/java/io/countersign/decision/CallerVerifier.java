package io.countersign.decision;

import java.time.Instant;

/** Finds out who really asks. Implementations are safe for use by many threads. */
public interface CallerVerifier {

  /**
   * Verifies every credential of the request.
   *
   * @param now the request's time; the clock is not read again
   */
  Caller verify(AccessRequest request, Instant now);
}
