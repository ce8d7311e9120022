package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What built-in functions know besides their arguments: one for each evaluation, used by one
 * thread. The same time and seed give the same answers, which replay relies on.
 */
public final class EvaluationContext {
  private static final long STEPS_BETWEEN_LOOKS = 4_096;

  private final Instant time;
  private final long seed;
  private final long maxSteps;
  private final long endNanos;
  private @Nullable Map<Object, Object> remembered;
  private long steps;
  private long nextLook = STEPS_BETWEEN_LOOKS;

  /**
   * A context.
   *
   * @param time what {@code time.now_ns} says
   * @param seed where random numbers begin
   * @param maxSteps how much work is allowed: one step is one statement, or about as much
   * @param maxNanos how long the evaluation may take, looked at every few thousand steps
   */
  public EvaluationContext(Instant time, long seed, long maxSteps, long maxNanos) {
    this.time = time;
    this.seed = seed;
    this.maxSteps = maxSteps;
    this.endNanos = System.nanoTime() + maxNanos;
  }

  public Instant time() {
    return time;
  }

  /** Random numbers that depend on the context's seed and the key alone. */
  SplittableRandom random(RegoValue key) {
    return new SplittableRandom(seed ^ 0x9E37_79B9_7F4A_7C15L * key.toString().hashCode());
  }

  /**
   * Gives what was remembered under the key in this evaluation, or makes it.
   *
   * @param key of a type of the caller's own, so that no other function's is met
   */
  @SuppressWarnings("unchecked") // the key's type says what is kept under it
  <K, V> V remember(K key, Function<K, V> make) {
    if (remembered == null) {
      remembered = new HashMap<>();
    }
    return (V) remembered.computeIfAbsent(key, k -> make.apply((K) k));
  }

  /**
   * Accounts for work. Whatever a function does as often as an argument says MUST be charged before
   * it is done: elements made, characters written.
   *
   * @param amount in steps, not negative
   * @throws EvaluationLimitException when there was too much
   */
  public void charge(long amount) {
    steps += amount;
    if (steps < 0 || steps >= nextLook) {
      look();
    }
  }

  private void look() {
    if (steps < 0 || steps > maxSteps) {
      throw new EvaluationLimitException("needs more than " + maxSteps + " steps");
    }
    if (System.nanoTime() - endNanos > 0) {
      throw new EvaluationLimitException("takes too long");
    }
    nextLook = Math.min(steps + STEPS_BETWEEN_LOOKS, maxSteps);
  }
}
