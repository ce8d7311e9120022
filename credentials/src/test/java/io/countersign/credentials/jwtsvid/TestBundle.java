package io.countersign.credentials.jwtsvid;

import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.x509.SpiffeBundle;
import io.countersign.credentials.x509.TrustBundle;
import io.countersign.credentials.x509.TrustBundleSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A trust domain's JWT keys, which a test changes or stops reading. */
final class TestBundle implements TrustBundleSource {
  private final String trustDomain;
  private volatile TrustBundle bundle;
  private volatile TrustBundle afterAsking;

  TestBundle(String trustDomain, Instant readAt, TestKey... keys) {
    this.trustDomain = trustDomain;
    this.bundle = new TrustBundle(content(trustDomain, keys), 0, readAt, null);
    this.afterAsking = bundle;
  }

  private static SpiffeBundle content(String trustDomain, TestKey... keys) {
    Map<String, PublicJwk> byId = new HashMap<>();
    for (TestKey key : keys) {
      byId.put(key.publicJwk().id(), key.publicJwk());
    }
    return new SpiffeBundle(trustDomain, List.of(), byId, null, SpiffeBundle.DEFAULT_HINT);
  }

  /** From now on it has these keys. */
  void become(Instant readAt, TestKey... keys) {
    bundle = new TrustBundle(content(trustDomain, keys), bundle.version() + 1, readAt, null);
    afterAsking = bundle;
  }

  /** It has these keys once somebody asks for new ones. */
  void becomeWhenAsked(Instant readAt, TestKey... keys) {
    afterAsking = new TrustBundle(content(trustDomain, keys), bundle.version() + 1, readAt, null);
  }

  @Override
  public String trustDomain() {
    return trustDomain;
  }

  @Override
  public TrustBundle bundle(Instant now) {
    return bundle;
  }

  @Override
  public TrustBundle refetched(Instant now) {
    bundle = afterAsking;
    return bundle;
  }
}
