package io.countersign.credentials.keys;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.remote.HttpsClient;
import io.countersign.credentials.remote.Refreshed;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a JWK set that an issuer publishes over https, asked for anew as often as its {@code
 * Cache-Control} says, within bounds, and at most twice a minute when a token names a key that is
 * not there. While the issuer gives nothing usable the last keys stay and their age grows; before
 * it gave any, the set is empty and of no age that would be accepted.
 */
public final class HttpsKeySource implements KeySource {
  /** Between two loadings when the issuer does not say. */
  static final Duration REFRESH = Duration.ofMinutes(5);

  /** Between two loadings at least, whoever asks for them. */
  static final Duration SHORTEST = Duration.ofSeconds(30);

  /** Between two loadings at most, whatever the issuer says. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** How long a request waits for a key that it needs. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final String ACCEPT = "application/jwk-set+json, application/json";

  /** Where the set is at this moment; may ask somebody. */
  @FunctionalInterface
  private interface Place {
    URI find() throws IOException;
  }

  /** The tag of the set that was last read, which is good for its own URI alone. */
  private record Tag(URI uri, @Nullable String etag) {}

  private final Place place;
  private final HttpsClient client;
  private final Refreshed<Map<String, PublicJwk>> keys;
  private volatile @Nullable Tag tag;

  private HttpsKeySource(Place place, HttpsClient client, Executor threads) {
    this.place = place;
    this.client = client;
    this.keys = new Refreshed<>(this::load, REFRESH, SHORTEST, threads);
  }

  /**
   * Keys from one configured place.
   *
   * @param jwks an https URI; redirects are not followed
   * @param threads run the exchange, which blocks
   * @throws CredentialConfigException when the URI is not https
   */
  public static HttpsKeySource at(URI jwks, HttpsClient client, Executor threads)
      throws CredentialConfigException {
    if (!IssuerMetadata.isHttps(jwks)) {
      throw new CredentialConfigException(
          "jwks " + jwks.getHost() + ": needs an https URI with a host and without a password");
    }
    return new HttpsKeySource(() -> jwks, client, threads);
  }

  /**
   * Keys from where the issuer's metadata says, which is asked for before each loading, so that
   * keys that moved are followed.
   *
   * @param threads run the exchange, which blocks
   */
  public static HttpsKeySource discovered(
      IssuerDiscovery discovery, HttpsClient client, Executor threads) {
    Place place =
        () ->
            Optional.ofNullable(discovery.fetch().jwks())
                .orElseThrow(() -> new IOException("the metadata has no jwks_uri"));
    return new HttpsKeySource(place, client, threads);
  }

  @Override
  public KeySet keys(Instant now) {
    return keySet(keys.currentAfterQuiet(now, PATIENCE));
  }

  @Override
  public KeySet refetched(Instant now) {
    return keySet(keys.reloaded(now, PATIENCE));
  }

  @Override
  public boolean mayWait() {
    return true;
  }

  /** Why the last attempt gave nothing, for the operator; empty when it gave something. */
  public Optional<String> failure(Instant now) {
    return Optional.ofNullable(keys.current(now).failure());
  }

  private static KeySet keySet(Refreshed.Snapshot<Map<String, PublicJwk>> known) {
    Map<String, PublicJwk> byId = known.value();
    return new KeySet(byId == null ? Map.of() : byId, known.version(), known.readAt());
  }

  /** Runs on one thread at a time. */
  private Refreshed.Loaded<Map<String, PublicJwk>> load(@Nullable Map<String, PublicJwk> before)
      throws IOException, CredentialConfigException {
    URI uri = place.find();
    Tag last = tag;
    String etag = before != null && last != null && last.uri().equals(uri) ? last.etag() : null;
    HttpsClient.Answer answer = client.get(uri, ACCEPT, etag, JwkSetReader.MAX_BYTES);
    if (answer.status() == 304 && etag != null && before != null) {
      return new Refreshed.Loaded<>(before, refreshAfter(answer));
    }
    if (answer.status() != 200) {
      throw new IOException("the keys were answered with " + answer.status());
    }
    Map<String, PublicJwk> read =
        JwkSetReader.read(uri.getHost(), answer.body().getBytes(StandardCharsets.UTF_8));
    tag = new Tag(uri, answer.etag());
    return new Refreshed.Loaded<>(Map.copyOf(read), refreshAfter(answer));
  }

  private static @Nullable Duration refreshAfter(HttpsClient.Answer answer) {
    Duration wanted = answer.maxAge();
    return wanted == null || wanted.compareTo(LONGEST) <= 0 ? wanted : LONGEST;
  }
}
