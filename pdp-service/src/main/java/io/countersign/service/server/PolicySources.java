package io.countersign.service.server;

import io.countersign.decision.Sha256;
import io.countersign.policy.BundleFiles;
import io.countersign.policy.BundleSource;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.remote.HttpsBundleOptions;
import io.countersign.policy.remote.HttpsBundleSource;
import io.countersign.policy.remote.PinnedBundleSource;
import io.countersign.service.config.Location;
import io.countersign.service.config.Settings;
import io.countersign.service.config.Settings.PolicySettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Where the policy's bundles come from, as configured. */
final class PolicySources {
  static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private final PolicySettings settings;
  private final BundleReader reader;

  PolicySources(PolicySettings settings, BundleReader reader) {
    this.settings = settings;
    this.reader = reader;
  }

  /** What decides. */
  BundleSource active(InstantSource clock) {
    Settings.Remote remote = settings.remote();
    return switch (settings.bundle()) {
      case Location.OfFile(Path path) ->
          new BundleFiles(reader, path, settings.bundles()).watched(LOOK_INTERVAL);
      case Location.OfHttps(URI uri) when remote != null -> {
        HttpsBundleOptions options =
            new HttpsBundleOptions(
                uri,
                remote.poll(),
                HttpsBundleOptions.DEFAULT_TIMEOUT,
                remote.maxAge(),
                remote.token(),
                remote.cache(),
                BundleLimits.defaults().maxArchiveBytes());
        PolicyTls tls = new PolicyTls(remote);
        Sha256 pin = remote.pin();
        yield pin == null
            ? new HttpsBundleSource(options, tls, reader, clock)
            : new PinnedBundleSource(pin, options, tls, reader, clock);
      }
      case Location other ->
          throw new IllegalArgumentException("the configuration gives no bundle of " + other);
    };
  }

  /** What is on trial. */
  BundleFiles candidate(Settings.Shadow shadow) {
    return new BundleFiles(reader, shadow.bundle(), shadow.bundles());
  }
}
