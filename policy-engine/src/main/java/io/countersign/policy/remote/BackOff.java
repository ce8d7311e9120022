package io.countersign.policy.remote;

import java.time.Duration;

/**
 * How long to wait after failures in a row: twice as long after each, up to five minutes, and at
 * random between half and all of it, so that many replicas do not come back at once.
 */
final class BackOff {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 20;

  /** Of the interval while all is well, so that replicas that started together drift apart. */
  private static final double JITTER = 0.1;

  private BackOff() {}

  /**
   * The pause.
   *
   * @param failures in a row until now
   * @param random from 0 to 1
   */
  static Duration pause(Duration poll, int failures, double random) {
    if (failures == 0) {
      return scaled(poll, 1 - JITTER * random);
    }
    Duration longest = poll.compareTo(LONGEST) > 0 ? poll : LONGEST;
    Duration full = poll.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
    return scaled(full.compareTo(longest) > 0 ? longest : full, 0.5 + random / 2);
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis(Math.max(1, Math.round(duration.toMillis() * factor)));
  }
}
