package io.countersign.policy.rego;

import com.dylibso.chicory.wasm.ChicoryException;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A module with its data, in as many instances as run at once. */
final class WasmPolicy implements CompiledPolicy {
  private final WasmInterface description;
  private final SortedSet<String> entrypoints;
  private final Supplier<WasmInstance> instances;
  private final EvaluationLimits limits;
  private final Watchdog watchdog;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<WasmInstance> idle = new ConcurrentLinkedDeque<>();

  /**
   * A policy.
   *
   * @param first an instance with its data that nobody else uses
   * @param instances makes more of the same
   */
  WasmPolicy(
      WasmInterface description,
      WasmInstance first,
      Supplier<WasmInstance> instances,
      EvaluationLimits limits,
      Watchdog watchdog) {
    this.description = description;
    this.entrypoints =
        Collections.unmodifiableSortedSet(new TreeSet<>(description.entrypoints().keySet()));
    this.instances = instances;
    this.limits = limits;
    this.watchdog = watchdog;
    this.permits = new Semaphore(limits.maxInstances());
    idle.add(first);
  }

  @Override
  public Engine engine() {
    return Engine.WASM;
  }

  @Override
  public SortedSet<String> entrypoints() {
    return entrypoints;
  }

  /** Time and seed play no part: a module that asks for either is refused. */
  @Override
  public Optional<JsonValue> evaluate(String entrypoint, JsonValue input, Instant time, long seed)
      throws EvaluationException {
    Integer number = description.entrypoints().get(entrypoint);
    if (number == null) {
      throw new IllegalArgumentException("no entrypoint of this policy: " + entrypoint);
    }
    byte[] json = JsonText.bytes(input);
    acquire();
    try {
      // The instance used last is the one whose memory is still in the processor's cache.
      WasmInstance instance = idle.pollFirst();
      byte[] result = evaluate(instance == null ? instances.get() : instance, number, json);
      return value(result);
    } catch (ChicoryException | WasmAbortException | WasmMemoryException e) {
      throw new EvaluationException(EvaluationException.Kind.ERROR, "no instance", e);
    } finally {
      permits.release();
    }
  }

  private void acquire() throws EvaluationException {
    try {
      if (permits.tryAcquire(limits.maxWait().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EvaluationException(EvaluationException.Kind.BUSY, "interrupted while waiting", e);
    }
    throw new EvaluationException(
        EvaluationException.Kind.BUSY, "all " + limits.maxInstances() + " instances are busy");
  }

  /** An instance that threw may be half changed, so only one that answered is used again. */
  private byte[] evaluate(WasmInstance instance, int entrypoint, byte[] input)
      throws EvaluationException {
    Watchdog.Watch watch = watchdog.begin();
    byte[] result;
    try {
      result = instance.evaluate(entrypoint, input);
    } catch (RuntimeException | Error e) {
      // Whatever it was, the watch must end: it would interrupt what the thread does next.
      throw failure(watch.end(), e);
    }
    boolean _ = watch.end();
    idle.addFirst(instance);
    return result;
  }

  private EvaluationException failure(boolean tooLong, Throwable thrown) {
    if (tooLong) {
      return new EvaluationException(
          EvaluationException.Kind.LIMIT, "took longer than " + limits.maxTime(), thrown);
    }
    return switch (thrown) {
      case WasmMemoryException e ->
          new EvaluationException(EvaluationException.Kind.LIMIT, "needs too much memory", e);
      case StackOverflowError e ->
          new EvaluationException(EvaluationException.Kind.LIMIT, "nests too deep", e);
      case OutOfMemoryError e ->
          new EvaluationException(EvaluationException.Kind.LIMIT, "needs too much memory", e);
      default ->
          new EvaluationException(
              EvaluationException.Kind.ERROR, "failed: " + thrown.getMessage(), thrown);
    };
  }

  private static Optional<JsonValue> value(byte[] results) throws EvaluationException {
    try {
      if (JsonParser.parse(results) instanceof JsonArray array && array.values().size() <= 1) {
        if (array.values().isEmpty()) {
          return Optional.empty();
        }
        if (array.values().getFirst() instanceof JsonObject object) {
          JsonValue value = object.get("result");
          if (value != null) {
            return Optional.of(value);
          }
        }
      }
      throw new EvaluationException(EvaluationException.Kind.ERROR, "gave no result set");
    } catch (JsonSyntaxException e) {
      throw new EvaluationException(
          EvaluationException.Kind.ERROR, "gave a value that JSON cannot carry", e);
    }
  }
}
