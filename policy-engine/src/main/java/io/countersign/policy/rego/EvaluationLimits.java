package io.countersign.policy.rego;

import java.time.Duration;

/**
 * What evaluation may cost.
 *
 * @param maxTime how long one evaluation may take
 * @param maxWait how long one evaluation may wait for an instance
 * @param maxInstances how many evaluations run at once; each holds a copy of the data
 * @param maxMemoryPages how large one instance may grow, data included, in pages of 64 KiB
 */
public record EvaluationLimits(
    Duration maxTime, Duration maxWait, int maxInstances, int maxMemoryPages) {
  private static final int MAX_PAGES = 32_767;

  public EvaluationLimits {
    if (maxTime.isNegative() || maxTime.isZero() || maxWait.isNegative()) {
      throw new IllegalArgumentException("a limit in time is positive");
    }
    if (maxInstances < 1 || maxMemoryPages < 1 || maxMemoryPages > MAX_PAGES) {
      throw new IllegalArgumentException("at least one instance, and 1 to 32,767 pages");
    }
  }

  /** One second, as many instances as processors, one GiB each. */
  public static EvaluationLimits defaults() {
    return new EvaluationLimits(
        Duration.ofSeconds(1),
        Duration.ofMillis(500),
        Math.max(2, Runtime.getRuntime().availableProcessors()),
        16_384);
  }
}
