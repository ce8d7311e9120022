package io.countersign.credentials.token;

import io.countersign.credentials.introspection.IntrospectionEndpoint;
import java.time.Duration;

/**
 * The one issuer that is asked about tokens which say nothing by themselves. There can be no other:
 * such a token does not name its issuer, and asking several would show it to strangers.
 *
 * @param issuer whose tokens they are; its audiences, trust domains and binding rule apply
 * @param ttl how long an answer is kept, so how long a revoked token is accepted; at most a minute
 */
public record OpaqueTokens(TokenIssuer issuer, IntrospectionEndpoint endpoint, Duration ttl) {
  private static final Duration MAX_TTL = Duration.ofSeconds(60);

  public OpaqueTokens {
    if (ttl.isNegative() || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException("introspection: answers are kept for a minute at most");
    }
  }
}
