package io.countersign.service.server;

import io.countersign.decision.ActivePolicies;
import io.countersign.decision.LogUnavailableException;
import io.countersign.log.TlogDecisionLog;
import io.countersign.policy.BundlePolicy;
import io.countersign.policy.BundleSource;
import io.countersign.policy.FirstPolicy;
import io.countersign.policy.PolicyListener;
import io.countersign.policy.ReloadingPolicies;
import io.countersign.policy.ShadowedPolicies;
import io.countersign.policy.bundle.BundleException;
import io.countersign.service.config.Settings;
import io.countersign.service.config.Settings.PolicySettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/** The policy engine with its first policy, set up as configured. */
final class PolicyParts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PolicyParts.class.getName());

  private final PolicySettings settings;
  private final PolicyTools tools;
  private final PolicySources sources;
  private final FirstPolicy first;

  private PolicyParts(
      PolicySettings settings, PolicyTools tools, PolicySources sources, FirstPolicy first) {
    this.settings = settings;
    this.tools = tools;
    this.sources = sources;
    this.first = first;
  }

  /**
   * Fetches or reads the bundle and compiles it, and changes nothing: all that can be wrong with
   * the policy shows here. A server's bundle may be one that was kept before.
   *
   * @throws BundleException when there is no policy to begin with
   */
  static PolicyParts open(PolicySettings settings, InstantSource clock) throws BundleException {
    PolicyTools tools = new PolicyTools(settings);
    try {
      PolicySources sources = new PolicySources(settings, tools.reader(), clock);
      FirstPolicy first = FirstPolicy.load(sources.active(), tools.loader(), settings.entrypoint());
      return new PolicyParts(settings, tools, sources, first);
    } catch (BundleException | RuntimeException | Error failure) {
      tools.close();
      throw failure;
    }
  }

  /** Compiles the candidate and keeps nothing; whether there is one. */
  static boolean checkShadow(PolicySettings settings, InstantSource clock) throws BundleException {
    Settings.Shadow shadow = settings.shadow();
    if (shadow != null) {
      try (PolicyTools tools = new PolicyTools(settings);
          BundleSource source =
              new PolicySources(settings, tools.reader(), clock).candidate(shadow)) {
        tools.loader().load(source.look().orElseThrow(), shadow.entrypoint());
      }
    }
    return shadow != null;
  }

  /** Puts the candidate beside what is in force; empty when there is none. */
  Optional<ShadowedPolicies> shadow(ActivePolicies active) {
    return Optional.ofNullable(settings.shadow())
        .map(shadow ->
            ShadowedPolicies.watch(
                active, sources.candidate(shadow), tools.loader(), shadow.entrypoint()));
  }

  /** Puts the first policy in force, and every later one that is good; the log keeps each. */
  ReloadingPolicies watch(TlogDecisionLog log) throws BundleException {
    return ReloadingPolicies.watch(
        first,
        tools.loader(),
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
    first.source().close();
    tools.close();
  }
}
