package io.countersign.credentials.x509;

import java.time.Instant;

/** Where the bundle of one trust domain comes from. Safe for use by many threads. */
public interface TrustBundleSource {

  /** Whose bundle it gives, and nobody else's. */
  String trustDomain();

  /**
   * The bundle. Looks for a newer one when its time has come, and keeps what it has, with its age,
   * while the place it comes from gives nothing usable. Never waits for a network.
   */
  TrustBundle bundle(Instant now);

  /**
   * The bundle after it was missing, too old, or lacked a key: a source on a network is asked
   * again, by one thread and at most once per interval, and the caller waits for the answer.
   */
  default TrustBundle refetched(Instant now) {
    return bundle(now);
  }

  /** Authorities that never change, and so never grow old. */
  static TrustBundleSource fixed(TrustDomain domain) {
    SpiffeBundle content = SpiffeBundle.of(domain);
    return new TrustBundleSource() {
      @Override
      public String trustDomain() {
        return domain.name();
      }

      @Override
      public TrustBundle bundle(Instant now) {
        return new TrustBundle(content, 0, now, null);
      }
    };
  }
}
