package io.countersign.policy;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One of several sources, looked at in its own time, with what it gave last. */
final class SourceMember {
  private final BundleSource source;
  private final LongSupplier nanoTime;
  private long due;
  private @Nullable Bundle latest;
  private @Nullable BundleException problem;
  private boolean arrived;

  SourceMember(BundleSource source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.due = nanoTime.getAsLong();
  }

  BundleSource source() {
    return source;
  }

  /** What it gave last; empty when it never gave any. */
  Optional<Bundle> latest() {
    return Optional.ofNullable(latest);
  }

  /** What was kept before this process stands in until it gives one. */
  void standIn(Bundle kept) {
    if (latest == null) {
      latest = kept;
    }
  }

  /** Looks when it is time; whether it gave a bundle. */
  boolean look() {
    if (nanoTime.getAsLong() - due < 0) {
      return false;
    }
    Bundle found = null;
    try {
      found = source.look().orElse(null);
    } catch (BundleException e) {
      problem = e;
    } finally {
      due = nanoTime.getAsLong() + source.pause().toNanos();
    }
    if (found != null) {
      latest = found;
      arrived = true;
      problem = null;
    }
    return found != null;
  }

  /** Why its last look gave nothing, once. */
  Optional<BundleException> takeProblem() {
    Optional<BundleException> taken = Optional.ofNullable(problem);
    problem = null;
    return taken;
  }

  /** What it gave last is in force now, with the others. */
  void activated() {
    if (arrived && latest != null) {
      source.activated(latest);
    }
    arrived = false;
  }

  /** How long until its next look. */
  Duration pause() {
    return Duration.ofNanos(Math.max(0, due - nanoTime.getAsLong()));
  }
}
