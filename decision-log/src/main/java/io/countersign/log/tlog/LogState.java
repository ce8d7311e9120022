package io.countersign.log.tlog;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What appending callers and the log's own threads tell each other. */
final class LogState {
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long durable;
  private volatile boolean stalled;

  /** The first failure; it lasts until a restart. */
  Optional<String> failure() {
    return Optional.ofNullable(failure.get());
  }

  boolean failed() {
    return failure.get() != null;
  }

  void fail(String why) {
    failure.compareAndSet(null, why);
    signal();
  }

  /** The sequencer cannot write tiles at the moment. */
  boolean stalled() {
    return stalled;
  }

  void stalled(boolean now) {
    stalled = now;
  }

  /** Everything up to {@code position} is on the disk. */
  void durable(long position) {
    lock.lock();
    try {
      durable = Math.max(durable, position);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until {@code position} is on the disk. */
  AppendOutcome awaitDurable(long position, long timeoutNanos) {
    lock.lock();
    try {
      long left = timeoutNanos;
      while (durable < position) {
        if (failed()) {
          return AppendOutcome.FAILED;
        }
        if (left <= 0) {
          return AppendOutcome.TIMED_OUT;
        }
        left = moved.awaitNanos(left);
      }
      return AppendOutcome.APPENDED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return AppendOutcome.TIMED_OUT;
    } finally {
      lock.unlock();
    }
  }
}
