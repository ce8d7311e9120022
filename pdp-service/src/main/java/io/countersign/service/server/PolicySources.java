package io.countersign.service.server;

import io.countersign.decision.Sha256;
import io.countersign.policy.BundleFiles;
import io.countersign.policy.BundleSource;
import io.countersign.policy.SeveralSources;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the policy's bundles come from, as configured. */
final class PolicySources {
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private final PolicySettings settings;
  private final Settings.@Nullable Remote remote;
  private final @Nullable PolicyTls tls;
  private final BundleReader reader;
  private final InstantSource clock;

  PolicySources(PolicySettings settings, BundleReader reader, InstantSource clock) {
    this.settings = settings;
    this.remote = settings.remote();
    this.tls = remote == null ? null : new PolicyTls(remote);
    this.reader = reader;
    this.clock = clock;
  }

  /** What decides. */
  BundleSource active() {
    Sha256 pin = remote == null ? null : remote.pin();
    if (pin != null && settings.bundle() instanceof Location.OfHttps(URI uri)) {
      return new PinnedBundleSource(pin, options(uri, /* maxAge= */ null), tls(), reader, clock);
    }
    return together(settings.bundle(), settings.bundles(), remote == null ? null : remote.maxAge());
  }

  /** What is on trial, which has no age: nobody is denied by it. */
  BundleSource candidate(Settings.Shadow shadow) {
    return together(shadow.bundle(), shadow.bundles(), /* maxAge= */ null);
  }

  /** Files that are looked at together change together. */
  private BundleSource together(
      Location policy, Map<String, Location> others, @Nullable Duration maxAge) {
    Map<String, Path> files = new HashMap<>();
    others.forEach((name, location) -> {
      if (location instanceof Location.OfFile(Path path)) {
        files.put(name, path);
      }
    });
    if (policy instanceof Location.OfFile(Path path) && files.size() == others.size()) {
      return new BundleFiles(reader, path, files).watched(LOOK_INTERVAL);
    }
    if (others.isEmpty()) {
      return alone(policy, maxAge);
    }
    Map<String, BundleSource> sources = new HashMap<>();
    others.forEach((name, location) -> sources.put(name, alone(location, maxAge)));
    return new SeveralSources(reader, alone(policy, maxAge), sources);
  }

  private BundleSource alone(Location location, @Nullable Duration maxAge) {
    return switch (location) {
      case Location.OfFile(Path path) ->
          new BundleFiles(reader, path, Map.of()).watched(LOOK_INTERVAL);
      case Location.OfHttps(URI uri) ->
          new HttpsBundleSource(options(uri, maxAge), tls(), reader, clock);
      case Location other ->
          throw new IllegalArgumentException("the configuration gives no bundle of " + other);
    };
  }

  private HttpsBundleOptions options(URI uri, @Nullable Duration maxAge) {
    Settings.Remote how = Objects.requireNonNull(remote, "the configuration says how to fetch");
    return new HttpsBundleOptions(
        uri,
        how.poll(),
        HttpsBundleOptions.DEFAULT_TIMEOUT,
        maxAge,
        how.token(),
        how.cache(),
        BundleLimits.defaults().maxArchiveBytes());
  }

  private PolicyTls tls() {
    return Objects.requireNonNull(tls, "the configuration says how to fetch");
  }
}
