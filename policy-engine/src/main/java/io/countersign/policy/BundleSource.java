package io.countersign.policy;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a policy's bundle comes from, asked again and again by one thread. What it gives was
 * verified by a {@link io.countersign.policy.bundle.BundleReader}; whether it can be compiled is
 * still to be seen.
 */
public interface BundleSource extends AutoCloseable {

  /**
   * Looks once.
   *
   * @return a bundle that differs from the one that was looked at before; the first look finds one
   *     always
   * @throws BundleException when what is there now is refused, or there is nothing; after the first
   *     look told once for each change
   */
  Optional<Bundle> look() throws BundleException;

  /**
   * What was in force before this process, for a start without a good first look.
   *
   * @return empty when this source keeps nothing
   * @throws BundleException when what was kept is refused
   */
  default Optional<Bundle> lastGood() throws BundleException {
    return Optional.empty();
  }

  /** What {@link #look()} gave last is in force now. */
  default void activated(Bundle bundle) {}

  /** Until when the bundle in force may decide; {@link Instant#MAX} when there is no end. */
  default Instant goodUntil() {
    return Instant.MAX;
  }

  /** How long to wait for the next look. */
  Duration pause();

  /** Ends its connections. */
  @Override
  default void close() {}
}
