package io.countersign.policy.rego;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends evaluations that take too long, by interrupting their thread: compiled WebAssembly looks for
 * an interrupt at every call and backward jump.
 */
final class Watchdog implements AutoCloseable {
  private static final int LOOKS_PER_LIMIT = 20;

  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final long maxNanos;
  private final Thread thread;
  private volatile boolean closed;

  Watchdog(Duration maxTime) {
    maxNanos = maxTime.toNanos();
    thread = Thread.ofPlatform().daemon().name("rego-watchdog").start(this::run);
  }

  /** Begins to watch the calling thread, which MUST call {@link Watch#end()}. */
  Watch begin() {
    Watch watch = new Watch(Thread.currentThread(), System.nanoTime());
    watches.add(watch);
    return watch;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(Math.max(maxNanos / LOOKS_PER_LIMIT, 1_000_000));
      long now = System.nanoTime();
      for (Watch watch : watches) {
        if (now - watch.startNanos > maxNanos) {
          watch.interrupt();
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  /** One evaluation in progress. */
  final class Watch {
    private final Thread evaluating;
    private final long startNanos;
    private boolean ended;
    private boolean interrupted;

    private Watch(Thread evaluating, long startNanos) {
      this.evaluating = evaluating;
      this.startNanos = startNanos;
    }

    /**
     * Ends the watch. After it the thread is never interrupted, and an interrupt by this watch is
     * cleared, so that what the thread does next is not disturbed.
     *
     * @return whether the evaluation was interrupted for its time
     */
    synchronized boolean end() {
      ended = true;
      watches.remove(this);
      if (interrupted) {
        boolean _ = Thread.interrupted();
      }
      return interrupted;
    }

    private synchronized void interrupt() {
      if (!ended && !interrupted) {
        interrupted = true;
        evaluating.interrupt();
      }
    }
  }
}
