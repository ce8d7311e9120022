package io.countersign.credentials.jwtsvid;

import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.credentials.x509.TrustBundleSource;
import io.countersign.credentials.x509.TrustBundles;
import java.time.Instant;

/** A trust domain's keys for JWT-SVIDs. Its authorities for certificates are no such keys. */
record BundleKeys(TrustBundles bundles, TrustBundleSource source) implements KeySource {
  @Override
  public KeySet keys(Instant now) {
    return bundles.current(source, now).jwtKeys();
  }

  @Override
  public KeySet refetched(Instant now) {
    return source.refetched(now).jwtKeys();
  }
}
