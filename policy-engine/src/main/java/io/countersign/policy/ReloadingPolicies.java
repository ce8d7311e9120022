package io.countersign.policy;

import io.countersign.decision.ActivePolicies;
import io.countersign.decision.Policy;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * The policy of a bundle that is looked at again and again. A changed bundle takes over between two
 * requests; one that is refused changes nothing.
 */
public final class ReloadingPolicies implements ActivePolicies, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ReloadingPolicies.class.getName());

  private final BundleSource source;
  private final PolicyLoader loader;
  private final String entrypoint;
  private final PolicyListener listener;
  private volatile BundlePolicy current;
  private volatile boolean closed;

  private ReloadingPolicies(
      FirstPolicy first, PolicyLoader loader, String entrypoint, PolicyListener listener)
      throws BundleException {
    this.source = first.source();
    this.loader = loader;
    this.entrypoint = entrypoint;
    this.listener = listener;
    this.current = begun(first);
  }

  /**
   * Activates the bundle without watching it.
   *
   * @throws BundleException when there is no policy to begin with
   */
  static ReloadingPolicies unwatched(
      BundleSource source, PolicyLoader loader, String entrypoint, PolicyListener listener)
      throws BundleException {
    FirstPolicy first = FirstPolicy.load(source, loader, entrypoint);
    return new ReloadingPolicies(first, loader, entrypoint, listener);
  }

  /** As the other, for bundles on disk. */
  static ReloadingPolicies unwatched(
      BundleFiles files, PolicyLoader loader, String entrypoint, PolicyListener listener)
      throws BundleException {
    return unwatched(new WatchedFiles(files, Duration.ZERO), loader, entrypoint, listener);
  }

  /**
   * Activates a policy that was loaded before, and watches its source until closed.
   *
   * @param first its source is closed with this
   * @param loader for every later bundle, with the same entrypoint
   * @throws BundleException when the listener cannot keep it
   */
  public static ReloadingPolicies watch(
      FirstPolicy first, PolicyLoader loader, String entrypoint, PolicyListener listener)
      throws BundleException {
    ReloadingPolicies policies = new ReloadingPolicies(first, loader, entrypoint, listener);
    Thread.ofPlatform().daemon().name("policy-watch").start(policies::run);
    return policies;
  }

  @Override
  public Policy current() {
    Instant goodUntil = source.goodUntil();
    return goodUntil.equals(Instant.MAX) ? current : new TimedPolicy(current, goodUntil);
  }

  /** The policy in force, with its bundle. */
  public BundlePolicy currentBundle() {
    return current;
  }

  @Override
  public void close() {
    closed = true;
    source.close();
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(source.pause().toNanos());
      try {
        if (!closed) {
          look();
        }
      } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
        // The watch goes on: the next bundle may be one that fits.
        LOG.log(System.Logger.Level.ERROR, "the policy's bundle could not be looked at", e);
      }
    }
  }

  private BundlePolicy begun(FirstPolicy first) throws BundleException {
    first.refusal().ifPresent(listener::refused);
    BundlePolicy policy = activated(first.policy());
    if (first.refusal().isEmpty()) {
      source.activated(policy.bundle());
    }
    return policy;
  }

  /** Looks once. */
  synchronized void look() {
    try {
      Bundle bundle = source.look().orElse(null);
      if (bundle != null) {
        if (!bundle.digest().equals(current.identity().bundle())) {
          current = activated(loader.load(bundle, entrypoint));
        }
        source.activated(bundle);
      }
    } catch (BundleException e) {
      if (!closed) {
        listener.refused(e);
      }
    }
  }

  private BundlePolicy activated(BundlePolicy policy) throws BundleException {
    policy.warmUp();
    try {
      listener.activating(policy);
      return policy;
    } catch (IOException e) {
      throw new BundleException(
          policy.bundle().name(),
          "cannot be kept (" + e.getMessage() + "): look at the log's folder",
          e);
    }
  }
}
