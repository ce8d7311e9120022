package io.countersign.credentials.x509;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.remote.HttpsClient;
import io.countersign.credentials.remote.Refreshed;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A bundle from a SPIFFE bundle endpoint (SPIFFE Federation §5), asked for anew as often as the
 * bundle says. While the endpoint gives nothing usable, the last bundle stays and its age grows.
 */
public final class EndpointBundleSource implements TrustBundleSource {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String JSON = "application/json";

  /** One exchange with the endpoint. */
  @FunctionalInterface
  private interface Exchange {
    HttpsClient.Answer get(@Nullable SpiffeBundle inForce) throws IOException;
  }

  private final String trustDomain;
  private final Refreshed<SpiffeBundle> bundle;

  private EndpointBundleSource(String trustDomain, Exchange exchange, Executor threads) {
    this.trustDomain = trustDomain;
    this.bundle =
        new Refreshed<>(
            before -> load(trustDomain, exchange.get(before), before),
            SpiffeBundle.DEFAULT_HINT,
            SpiffeBundle.MIN_HINT,
            threads);
  }

  /**
   * From an endpoint that the client knows by its host name ({@code https_web}).
   *
   * @param endpoint an https URI; redirects are not followed
   * @param client trusts the public authorities, or one of its own
   * @param threads run the exchange, which blocks
   * @throws CredentialConfigException when the name or the URI is none
   */
  public static EndpointBundleSource httpsWeb(
      String trustDomain, URI endpoint, HttpsClient client, Executor threads)
      throws CredentialConfigException {
    check(trustDomain, endpoint);
    return new EndpointBundleSource(
        trustDomain,
        inForce -> client.get(endpoint, JSON, null, SpiffeBundleReader.MAX_BYTES),
        threads);
  }

  /**
   * From an endpoint that is known by its SPIFFE ID ({@code https_spiffe}).
   *
   * @param endpoint an https URI; redirects are not followed
   * @param threads run the exchange, which blocks
   * @throws CredentialConfigException when the name or the URI is none
   */
  public static EndpointBundleSource httpsSpiffe(
      String trustDomain, URI endpoint, SpiffeServer server, Executor threads)
      throws CredentialConfigException {
    check(trustDomain, endpoint);
    boolean servesItself = server.id().trustDomain().equals(trustDomain);
    return new EndpointBundleSource(
        trustDomain,
        inForce -> {
          TrustDomain authorities = authorities(server, servesItself ? inForce : null);
          try (HttpsClient client =
              new HttpsClient(
                  SpiffeServerTrust.context(server.id(), authorities, server.clock()), TIMEOUT)) {
            return client.get(endpoint, JSON, null, SpiffeBundleReader.MAX_BYTES);
          }
        },
        threads);
  }

  /**
   * Who may vouch for the server.
   *
   * @param own the server's own last bundle, at whatever age: to get a newer one it must serve;
   *     null when there is none
   */
  private static TrustDomain authorities(SpiffeServer server, @Nullable SpiffeBundle own)
      throws IOException {
    Instant now = server.clock().instant();
    if (own != null && !own.authorities().isEmpty()) {
      return new TrustDomain(own.trustDomain(), own.authorities());
    }
    TrustBundle known = server.authorities().bundle(now);
    if (known.age(now).compareTo(server.maxBundleAge()) > 0) {
      throw new IOException("the bundle of \"" + server.id().trustDomain() + "\" is too old");
    }
    return known
        .authorities()
        .orElseThrow(
            () -> new IOException("\"" + server.id().trustDomain() + "\" has no authorities"));
  }

  private static Refreshed.Loaded<SpiffeBundle> load(
      String trustDomain, HttpsClient.Answer answer, @Nullable SpiffeBundle before)
      throws IOException, CredentialConfigException {
    if (answer.status() != 200) {
      throw new IOException("the bundle endpoint answered " + answer.status());
    }
    byte[] json = answer.body().getBytes(StandardCharsets.UTF_8);
    SpiffeBundle loaded = SpiffeBundleReader.read(trustDomain, json);
    if (!loaded.mayReplace(before)) {
      throw new IOException(SpiffeBundle.ROLLBACK);
    }
    return new Refreshed.Loaded<>(loaded, loaded.refreshHint());
  }

  private static void check(String trustDomain, URI endpoint) throws CredentialConfigException {
    TrustDomains.checkName(trustDomain);
    if (!"https".equals(endpoint.getScheme())
        || endpoint.getHost() == null
        || endpoint.getUserInfo() != null) {
      throw new CredentialConfigException(
          "trust domain \""
              + trustDomain
              + "\": the bundle endpoint needs an https URI with a host and without a password");
    }
  }

  @Override
  public String trustDomain() {
    return trustDomain;
  }

  @Override
  public TrustBundle bundle(Instant now) {
    return TrustBundle.of(trustDomain, bundle.current(now));
  }

  @Override
  public TrustBundle refetched(Instant now) {
    return TrustBundle.of(trustDomain, bundle.reloaded(now, TIMEOUT));
  }
}
