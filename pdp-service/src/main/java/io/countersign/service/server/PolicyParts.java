package io.countersign.service.server;

import io.countersign.decision.ActivePolicies;
import io.countersign.decision.LogUnavailableException;
import io.countersign.decision.Sha256;
import io.countersign.log.TlogDecisionLog;
import io.countersign.policy.BundleFiles;
import io.countersign.policy.BundlePolicy;
import io.countersign.policy.BundleSource;
import io.countersign.policy.OpaProgram;
import io.countersign.policy.PolicyListener;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.ReloadingPolicies;
import io.countersign.policy.ShadowedPolicies;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import io.countersign.policy.remote.HttpsBundleOptions;
import io.countersign.policy.remote.HttpsBundleSource;
import io.countersign.policy.remote.PinnedBundleSource;
import io.countersign.service.config.Location;
import io.countersign.service.config.Settings;
import io.countersign.service.config.Settings.PolicySettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The policy engine, set up as configured. */
final class PolicyParts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PolicyParts.class.getName());
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private final PolicySettings settings;
  private final BundleReader reader;
  private final WasmEngine wasm = new WasmEngine(EvaluationLimits.defaults());
  private final PolicyLoader loader;

  PolicyParts(PolicySettings settings) throws BundleException {
    this.settings = settings;
    this.reader =
        new BundleReader(
            BundleLimits.defaults(), VerificationKeys.read(settings.verificationKeys()));
    String path = System.getenv().getOrDefault("PATH", "");
    this.loader =
        new PolicyLoader(
            reader, wasm, EvaluationLimits.defaults(), OpaProgram.find(path).orElse(null));
  }

  /**
   * Reads the bundle and compiles it, and keeps nothing. A server's bundle may be one that was kept
   * before, as at a start.
   */
  static BundlePolicy check(PolicySettings settings, InstantSource clock) throws BundleException {
    try (PolicyParts parts = new PolicyParts(settings);
        BundleSource source = parts.active(clock)) {
      try {
        return parts.loader.load(source.look().orElseThrow(), settings.entrypoint());
      } catch (BundleException refusal) {
        Bundle kept = source.lastGood().orElse(null);
        if (kept == null) {
          throw refusal;
        }
        return parts.loader.load(kept, settings.entrypoint());
      }
    }
  }

  /** The same for the candidate; whether there is one. */
  static boolean checkShadow(PolicySettings settings) throws BundleException {
    Settings.Shadow shadow = settings.shadow();
    if (shadow != null) {
      try (PolicyParts parts = new PolicyParts(settings)) {
        parts.loader.load(parts.candidate(shadow).read(), shadow.entrypoint());
      }
    }
    return shadow != null;
  }

  private BundleSource active(InstantSource clock) {
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

  private BundleFiles candidate(Settings.Shadow shadow) {
    return new BundleFiles(reader, shadow.bundle(), shadow.bundles());
  }

  /** Puts the candidate beside what is in force; empty when there is none. */
  Optional<ShadowedPolicies> shadow(ActivePolicies active) {
    return Optional.ofNullable(settings.shadow())
        .map(shadow ->
            ShadowedPolicies.watch(
                active, candidate(shadow), loader, shadow.entrypoint(), LOOK_INTERVAL));
  }

  /** Puts the bundle in force, and every later one that is good; the log keeps each. */
  ReloadingPolicies watch(TlogDecisionLog log, InstantSource clock) throws BundleException {
    return ReloadingPolicies.watch(
        active(clock),
        loader,
        settings.entrypoint(),
        new PolicyListener() {
          @Override
          public void activating(BundlePolicy policy) throws IOException {
            try {
              log.activate(policy.identity(), policy.bundle().archive());
            } catch (LogUnavailableException unavailable) {
              throw new IOException(unavailable.getMessage(), unavailable);
            }
          }

          @Override
          public void refused(BundleException problem) {
            LOG.log(
                System.Logger.Level.WARNING,
                "the new policy bundle is not used, the old one stays: {0}",
                problem.getMessage());
          }
        });
  }

  @Override
  public void close() {
    wasm.close();
  }
}
