package io.countersign.policy.remote;

import io.countersign.decision.Sha256;
import io.countersign.policy.BundleSource;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * One bundle by its digest and no other, so that an operator can go back to the one before at once,
 * whatever the server offers: it is taken from those that were kept, else from the server when that
 * offers it. It does not change, so nothing is asked for after the start and it has no end: who
 * pins a bundle answers for its age.
 */
public final class PinnedBundleSource implements BundleSource {
  private final Sha256 digest;
  private final BundleCache cache;
  private final HttpsBundleSource server;
  private final HttpsBundleOptions options;
  private boolean found;
  private boolean fetched;

  /**
   * A source that was not asked yet.
   *
   * @param digest of the archive
   * @param reader checks what is fetched and what was kept
   */
  public PinnedBundleSource(
      Sha256 digest,
      HttpsBundleOptions options,
      TlsSetup tls,
      BundleReader reader,
      InstantSource clock) {
    this.digest = digest;
    this.options = options;
    this.cache = new BundleCache(options.cache(), options.uri(), reader);
    this.server = new HttpsBundleSource(options, tls, reader, clock);
  }

  @Override
  public Optional<Bundle> look() throws BundleException {
    if (found) {
      return Optional.empty();
    }
    Bundle bundle = cache.find(digest).orElse(null);
    if (bundle == null) {
      bundle = server.look().orElse(null);
      if (bundle == null || !bundle.digest().equals(digest)) {
        throw new BundleException(
            options.shown(),
            "is not the pinned bundle "
                + digest.hex()
                + ", and "
                + cache.folder()
                + " has it neither: correct policy.pin or remove it");
      }
      fetched = true;
    }
    found = true;
    return Optional.of(bundle);
  }

  @Override
  public void activated(Bundle bundle) {
    if (fetched) {
      server.activated(bundle);
    }
  }

  @Override
  public Duration pause() {
    return options.poll();
  }

  @Override
  public void close() {
    server.close();
  }
}
