package io.countersign.policy;

import io.countersign.decision.ActivePolicies;
import io.countersign.decision.Policy;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The policy of a bundle on disk, which is looked at again and again. A changed bundle is taken
 * once it has stayed the same from one look to the next, so that one that is being written is not;
 * a bundle that is refused changes nothing.
 */
public final class ReloadingPolicies implements ActivePolicies, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ReloadingPolicies.class.getName());

  private final PolicyLoader loader;
  private final BundleFiles files;
  private final String entrypoint;
  private final PolicyListener listener;
  private volatile BundlePolicy current;
  private volatile boolean closed;
  private List<FileState> seen;
  private List<FileState> tried;

  private ReloadingPolicies(
      BundleFiles files, PolicyLoader loader, String entrypoint, PolicyListener listener)
      throws BundleException {
    this.loader = loader;
    this.files = files;
    this.entrypoint = entrypoint;
    this.listener = listener;
    this.seen = files.state();
    this.tried = seen;
    this.current = activated(files.read());
  }

  /**
   * Activates the bundle without watching it.
   *
   * @throws BundleException when there is no policy to begin with
   */
  static ReloadingPolicies unwatched(
      BundleFiles files, PolicyLoader loader, String entrypoint, PolicyListener listener)
      throws BundleException {
    return new ReloadingPolicies(files, loader, entrypoint, listener);
  }

  /**
   * Activates the bundle, and watches it until closed.
   *
   * @param interval how long from one look to the next; a change is in force after two
   * @throws BundleException when there is no policy to begin with
   */
  public static ReloadingPolicies watch(
      BundleFiles files,
      PolicyLoader loader,
      String entrypoint,
      Duration interval,
      PolicyListener listener)
      throws BundleException {
    ReloadingPolicies policies = unwatched(files, loader, entrypoint, listener);
    Thread.ofPlatform().daemon().name("policy-watch").start(() -> policies.run(interval));
    return policies;
  }

  @Override
  public Policy current() {
    return current;
  }

  /** The policy in force, with its bundle. */
  public BundlePolicy currentBundle() {
    return current;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void run(Duration interval) {
    while (!closed) {
      LockSupport.parkNanos(interval.toNanos());
      try {
        look();
      } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
        // The watch goes on: the next bundle may be one that fits.
        LOG.log(System.Logger.Level.ERROR, "the policy's bundle could not be looked at", e);
      }
    }
  }

  /** Looks once. */
  synchronized void look() {
    List<FileState> now = files.state();
    boolean steady = now.equals(seen);
    seen = now;
    if (!steady || now.equals(tried)) {
      return;
    }
    tried = now;
    try {
      Bundle bundle = files.read();
      if (!bundle.digest().equals(current.identity().bundle())) {
        current = activated(bundle);
      }
    } catch (BundleException e) {
      listener.refused(e);
    }
  }

  private BundlePolicy activated(Bundle bundle) throws BundleException {
    BundlePolicy policy = loader.load(bundle, entrypoint);
    policy.warmUp();
    try {
      listener.activating(policy);
    } catch (IOException e) {
      throw new BundleException(
          bundle.name(), "cannot be kept (" + e.getMessage() + "): look at the log's folder", e);
    }
    return policy;
  }
}
