package io.countersign.policy;

import io.countersign.decision.Policy;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bundle that is on trial, looked at again and again. There need not be one: what cannot be
 * read or compiled is told once for each change and leaves no candidate, for to go on counting the
 * one before would speak of a bundle that is there no more.
 */
final class ShadowCandidate implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ShadowCandidate.class.getName());

  private final PolicyLoader loader;
  private final BundleFiles files;
  private final String entrypoint;
  private volatile @Nullable BundlePolicy current;
  private volatile boolean closed;
  private @Nullable List<FileState> seen;
  private @Nullable List<FileState> tried;

  ShadowCandidate(BundleFiles files, PolicyLoader loader, String entrypoint) {
    this.loader = loader;
    this.files = files;
    this.entrypoint = entrypoint;
  }

  /** Looks again and again until closed; the first look waits for nothing and nobody for it. */
  void watch(Duration interval) {
    Thread.ofPlatform().daemon().name("policy-shadow-watch").start(() -> run(interval));
  }

  /** The candidate; empty while there is none. */
  Optional<Policy> current() {
    return Optional.ofNullable(current);
  }

  private void run(Duration interval) {
    while (!closed) {
      look();
      LockSupport.parkNanos(interval.toNanos());
    }
  }

  /** Looks once. A change is taken once it stayed the same from one look to the next. */
  synchronized void look() {
    try {
      List<FileState> now = files.state();
      boolean steady = seen == null || now.equals(seen);
      seen = now;
      if (steady && !now.equals(tried)) {
        tried = now;
        take();
      }
    } catch (BundleException refusal) {
      refused(String.valueOf(refusal.getMessage()));
    } catch (RuntimeException | Error defect) {
      refused("cannot be loaded (" + defect.getClass().getSimpleName() + ")");
    }
  }

  private void take() throws BundleException {
    Bundle bundle = files.read();
    BundlePolicy before = current;
    if (before == null || !bundle.digest().equals(before.identity().bundle())) {
      BundlePolicy next = loader.load(bundle, entrypoint);
      next.warmUp();
      current = next;
      LOG.log(System.Logger.Level.INFO, "shadow: the candidate {0} is on trial", bundle.name());
    }
  }

  private void refused(String message) {
    current = null;
    LOG.log(System.Logger.Level.WARNING, "shadow: there is no candidate: {0}", message);
  }

  @Override
  public void close() {
    closed = true;
  }
}
