package io.countersign.policy;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import java.util.Optional;

/**
 * The policy that a source begins with, compiled and not in force yet: a start looks at all of its
 * parts before it changes anything, and fetches and compiles once.
 *
 * @param source was looked at once
 * @param policy of the bundle that the source has, or of the last good one that it kept
 * @param refusal why it is the last good one; empty when it is not
 */
public record FirstPolicy(
    BundleSource source, BundlePolicy policy, Optional<BundleException> refusal) {

  /**
   * Looks once, and compiles what is there.
   *
   * @param source closed when this throws
   * @throws BundleException when there is no policy to begin with
   */
  public static FirstPolicy load(BundleSource source, PolicyLoader loader, String entrypoint)
      throws BundleException {
    try {
      return loaded(source, loader, entrypoint);
    } catch (BundleException | RuntimeException | Error failure) {
      source.close();
      throw failure;
    }
  }

  private static FirstPolicy loaded(BundleSource source, PolicyLoader loader, String entrypoint)
      throws BundleException {
    try {
      Bundle bundle = source.look().orElseThrow();
      return new FirstPolicy(source, loader.load(bundle, entrypoint), Optional.empty());
    } catch (BundleException refusal) {
      Bundle kept = source.lastGood().orElse(null);
      if (kept == null) {
        throw refusal;
      }
      return new FirstPolicy(source, loader.load(kept, entrypoint), Optional.of(refusal));
    }
  }
}
