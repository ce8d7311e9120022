package io.countersign.policy.rego;

import java.time.Duration;

/**
 * What evaluation may cost.
 *
 * @param maxTime how long one evaluation may take
 * @param maxSteps how much work one evaluation of a plan may do; a step is about a statement, so
 *     that the same input meets this limit always or never
 * @param maxWait how long one evaluation may wait for an instance
 * @param maxInstances how many evaluations run at once; each holds a copy of the data
 * @param maxMemoryPages how large one instance may grow, data included, in pages of 64 KiB
 */
public record EvaluationLimits(
    Duration maxTime, long maxSteps, Duration maxWait, int maxInstances, int maxMemoryPages) {
  private static final int MAX_PAGES = 32_767;

  public EvaluationLimits {
    if (maxTime.isNegative() || maxTime.isZero() || maxWait.isNegative()) {
      throw new IllegalArgumentException("a limit in time is positive");
    }
    if (maxSteps < 1 || maxInstances < 1 || maxMemoryPages < 1 || maxMemoryPages > MAX_PAGES) {
      throw new IllegalArgumentException("at least one step and instance, and 1 to 32,767 pages");
    }
  }

  /** One second or twenty million steps, as many instances as processors, one GiB each. */
  public static EvaluationLimits defaults() {
    return new EvaluationLimits(
        Duration.ofSeconds(1),
        20_000_000,
        Duration.ofMillis(500),
        Math.max(2, Runtime.getRuntime().availableProcessors()),
        16_384);
  }
}
