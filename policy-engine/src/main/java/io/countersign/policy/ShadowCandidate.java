package io.countersign.policy;

import io.countersign.decision.Policy;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleUnavailableException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bundle that is on trial, looked at again and again. There need not be one: what cannot be
 * read or compiled is told once for each change and leaves no candidate, for to go on counting the
 * one before would speak of a bundle that is there no more. One that cannot be asked after stays.
 */
final class ShadowCandidate implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ShadowCandidate.class.getName());

  private final BundleSource source;
  private final PolicyLoader loader;
  private final String entrypoint;
  private volatile @Nullable BundlePolicy current;
  private volatile boolean closed;

  ShadowCandidate(BundleSource source, PolicyLoader loader, String entrypoint) {
    this.source = source;
    this.loader = loader;
    this.entrypoint = entrypoint;
  }

  /** Looks again and again until closed; the first look waits for nothing and nobody for it. */
  void watch() {
    Thread.ofPlatform().daemon().name("policy-shadow-watch").start(this::run);
  }

  /** The candidate; empty while there is none. */
  Optional<Policy> current() {
    return Optional.ofNullable(current);
  }

  private void run() {
    while (!closed) {
      look();
      LockSupport.parkNanos(source.pause().toNanos());
    }
  }

  /** Looks once. */
  synchronized void look() {
    try {
      Bundle bundle = source.look().orElse(null);
      if (bundle != null) {
        take(bundle);
      }
    } catch (BundleUnavailableException away) {
      if (!closed) {
        LOG.log(System.Logger.Level.WARNING, "shadow: {0}", away.getMessage());
      }
    } catch (BundleException refusal) {
      refused(String.valueOf(refusal.getMessage()));
    } catch (RuntimeException | Error defect) {
      refused("cannot be loaded (" + defect.getClass().getSimpleName() + ")");
    }
  }

  private void take(Bundle bundle) throws BundleException {
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
    source.close();
  }
}
