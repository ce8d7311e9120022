package io.countersign.credentials.x509;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The trust domains that one trusts, each by its own bundle and for its own workloads: federation
 * is one more domain here, never a union of bundles.
 */
public final class TrustBundles {
  private final Map<String, TrustBundleSource> sources;
  private final Duration maxAge;

  /**
   * Trusts these domains.
   *
   * @param maxAge how old a bundle may be while it cannot be read again
   * @throws IllegalArgumentException when two sources are for one domain, or the age is not
   *     positive
   */
  public TrustBundles(Collection<? extends TrustBundleSource> sources, Duration maxAge) {
    if (!maxAge.isPositive()) {
      throw new IllegalArgumentException("a bundle's greatest age must be more than nothing");
    }
    Map<String, TrustBundleSource> byDomain = new HashMap<>();
    for (TrustBundleSource source : sources) {
      if (byDomain.put(source.trustDomain(), source) != null) {
        throw new IllegalArgumentException(
            "trust domain " + source.trustDomain() + " is given twice");
      }
    }
    this.sources = Map.copyOf(byDomain);
    this.maxAge = maxAge;
  }

  /** Domains whose authorities never change. */
  static TrustBundles fixed(Collection<TrustDomain> domains) {
    return new TrustBundles(
        domains.stream().map(TrustBundleSource::fixed).toList(), Duration.ofDays(1));
  }

  /** Names of the domains. */
  public Set<String> trustDomains() {
    return sources.keySet();
  }

  /** The one source for the domain; empty when it is not trusted. */
  public Optional<TrustBundleSource> of(String trustDomain) {
    return Optional.ofNullable(sources.get(trustDomain));
  }

  /** How old a bundle may be while it cannot be read again. */
  public Duration maxAge() {
    return maxAge;
  }

  /** Whether the bundle may no longer be relied on. */
  public boolean isTooOld(TrustBundle bundle, Instant now) {
    return bundle.age(now).compareTo(maxAge) > 0;
  }

  /**
   * The source's bundle. The caller waits for a newer one when it is too old, or when nobody asked
   * for it in a long time; it may be too old still.
   */
  public TrustBundle current(TrustBundleSource source, Instant now) {
    TrustBundle bundle = source.bundle(now);
    return isTooOld(bundle, now) || bundle.isOverdue(now) ? source.refetched(now) : bundle;
  }
}
