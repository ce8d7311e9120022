package io.countersign.policy;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Bundles on disk. A change is taken once it stayed the same from one look to the next, so that
 * what is being written is not.
 */
final class WatchedFiles implements BundleSource {
  private final BundleFiles files;
  private final Duration interval;
  private List<FileState> seen = List.of();
  private List<FileState> tried = List.of();

  WatchedFiles(BundleFiles files, Duration interval) {
    this.files = files;
    this.interval = interval;
  }

  @Override
  public Optional<Bundle> look() throws BundleException {
    List<FileState> now = files.state();
    boolean steady = seen.isEmpty() || now.equals(seen);
    seen = now;
    if (!steady || now.equals(tried)) {
      return Optional.empty();
    }
    tried = now;
    return Optional.of(files.read());
  }

  @Override
  public Duration pause() {
    return interval;
  }
}
