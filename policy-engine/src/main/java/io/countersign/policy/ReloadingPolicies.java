package io.countersign.policy;

import io.countersign.decision.ActivePolicies;
import io.countersign.decision.Policy;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The policy of a bundle on disk, which is looked at again and again. A changed bundle is taken
 * once it has stayed the same from one look to the next, so that one that is being written is not;
 * a bundle that is refused changes nothing.
 */
public final class ReloadingPolicies implements ActivePolicies, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ReloadingPolicies.class.getName());

  private final BundleReader reader;
  private final PolicyLoader loader;
  private final Path path;
  private final String entrypoint;
  private final PolicyListener listener;
  private volatile BundlePolicy current;
  private volatile boolean closed;
  private FileState seen;
  private FileState tried;

  private ReloadingPolicies(
      BundleReader reader,
      PolicyLoader loader,
      Path path,
      String entrypoint,
      PolicyListener listener)
      throws BundleException {
    this.reader = reader;
    this.loader = loader;
    this.path = path;
    this.entrypoint = entrypoint;
    this.listener = listener;
    this.seen = FileState.of(path);
    this.tried = seen;
    this.current = activated(reader.read(path));
  }

  /**
   * Activates the bundle at the path without watching it.
   *
   * @throws BundleException when there is no policy to begin with
   */
  static ReloadingPolicies unwatched(
      BundleReader reader,
      PolicyLoader loader,
      Path path,
      String entrypoint,
      PolicyListener listener)
      throws BundleException {
    return new ReloadingPolicies(reader, loader, path, entrypoint, listener);
  }

  /**
   * Activates the bundle at the path, a tar.gz or a folder, and watches it until closed.
   *
   * @param interval how long from one look to the next; a change is in force after two
   * @throws BundleException when there is no policy to begin with
   */
  public static ReloadingPolicies watch(
      BundleReader reader,
      PolicyLoader loader,
      Path path,
      String entrypoint,
      Duration interval,
      PolicyListener listener)
      throws BundleException {
    ReloadingPolicies policies = unwatched(reader, loader, path, entrypoint, listener);
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
    FileState now = FileState.of(path);
    boolean steady = now.equals(seen);
    seen = now;
    if (!steady || now.equals(tried)) {
      return;
    }
    tried = now;
    try {
      Bundle bundle = reader.read(path);
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
