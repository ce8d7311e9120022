package io.countersign.policy;

import io.countersign.decision.Policy;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the candidate again what was answered, in one thread of its own. */
final class ShadowWorker implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ShadowWorker.class.getName());

  /** How many requests wait at most. */
  static final int MAX_WAITING = 1_024;

  /** How many bytes of bodies wait at most. */
  static final long MAX_WAITING_BYTES = 16L << 20;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** A request that was answered. */
  private record Answered(ShadowRun run, PolicyInput input, Verdict given, int bytes) {}

  private final Supplier<Optional<Policy>> candidates;
  private final ShadowLog log;
  private final BlockingQueue<Answered> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicReference<@Nullable ShadowRun> run = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A worker, which is at work at once.
   *
   * @param candidates gives the candidate that is on trial, if there is one
   */
  ShadowWorker(Supplier<Optional<Policy>> candidates) {
    this.candidates = candidates;
    this.log = new ShadowLog(text -> LOG.log(System.Logger.Level.INFO, text), System.nanoTime());
    this.thread = Thread.ofPlatform().daemon().name("policy-shadow").start(this::work);
  }

  /** Takes a request that was answered, or counts it as dropped; never waits, never throws. */
  void answered(PolicyIdentity active, PolicyInput input, Verdict given) {
    try {
      Optional<Policy> candidate = candidates.get();
      if (candidate.isPresent() && !closed) {
        take(run(active, candidate.get()), input, given);
      }
    } catch (RuntimeException | Error defect) {
      // The answer stands; whatever is wrong here shows in the candidate's own thread.
    }
  }

  private void take(ShadowRun current, PolicyInput input, Verdict given) {
    int bytes = input.request().body().bytes().remaining();
    if (waitingBytes.addAndGet(bytes) > MAX_WAITING_BYTES
        || !waiting.offer(new Answered(current, input, given, bytes))) {
      waitingBytes.addAndGet(-bytes);
      current.countDropped();
    }
  }

  /** The two that are compared now; another of either begins a new count. */
  private ShadowRun run(PolicyIdentity active, Policy candidate) {
    ShadowRun current = run.get();
    if (current != null && current.isOf(active, candidate)) {
      return current;
    }
    ShadowRun next = new ShadowRun(active, candidate);
    return run.compareAndSet(current, next) ? next : run(active, candidate);
  }

  /** What was counted of the candidate; empty while there is none, or was no request. */
  Optional<ShadowReport> report() {
    ShadowRun current = run.get();
    return current == null
        ? Optional.empty()
        : candidates.get().filter(current::isOf).map(ignored -> current.report());
  }

  private void work() {
    while (!closed) {
      try {
        Answered next = waiting.poll(POLL.toNanos(), TimeUnit.NANOSECONDS);
        if (next != null) {
          waitingBytes.addAndGet(-next.bytes());
          compare(next);
        }
        if (candidates.get().isEmpty()) {
          run.set(null); // a candidate that is gone need not stay in memory
        }
        log.tick(System.nanoTime(), report().orElse(null));
      } catch (InterruptedException limited) {
        // A limit on time interrupts what it ends; only closing ends this thread.
      } catch (RuntimeException | Error defect) {
        LOG.log(System.Logger.Level.WARNING, "a candidate could not be compared", defect);
      }
    }
    log.sum(report().orElse(null));
  }

  private void compare(Answered answered) {
    ShadowRun of = answered.run();
    PolicyInput input = answered.input();
    try {
      Verdict verdict = verdict(of.candidate(), input);
      ShadowComparison comparison = ShadowComparison.of(answered.given(), verdict);
      of.count(comparison);
      if (comparison != ShadowComparison.SAME) {
        log.difference(comparison, input, answered.given(), verdict);
      }
    } catch (RuntimeException | Error defect) {
      of.count(ShadowComparison.FAILED);
      log.failure(input, defect);
    }
  }

  /** Asks as if the candidate were active, so with what its own registry says. */
  private static Verdict verdict(Policy candidate, PolicyInput input) {
    PolicyInput own =
        input
            .subjectId()
            .map(subject -> input.registeredAs(candidate.registration(subject)))
            .orElse(input);
    return candidate instanceof BundlePolicy bundle
        ? bundle.evaluate(own, System.Logger.Level.DEBUG)
        : candidate.evaluate(own);
  }

  /** Ends the thread, and sums up what it counted. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      if (!thread.join(PATIENCE)) {
        LOG.log(System.Logger.Level.WARNING, "the candidate is still being evaluated");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
