package io.countersign.credentials.introspection;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.keys.IssuerDiscovery;
import io.countersign.credentials.keys.IssuerMetadata;
import io.countersign.credentials.remote.HttpsClient;
import io.countersign.credentials.remote.Refreshed;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * An introspection endpoint (RFC 7662 §2), asked over https by an authenticated client. No
 * exception has anything of the token. Safe for use by many threads.
 */
public final class IntrospectionEndpoint {
  /** RFC 7523 §2.2. */
  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private static final String JSON = "application/json";
  private static final int MAX_BYTES = 64 * 1024;
  private static final Duration REFRESH = Duration.ofMinutes(5);
  private static final Duration SHORTEST = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Where the endpoint is. */
  @FunctionalInterface
  private interface Place {
    URI find(Instant now) throws IOException;
  }

  private final Place place;
  private final ClientAuthentication client;
  private final HttpsClient https;

  private IntrospectionEndpoint(Place place, ClientAuthentication client, HttpsClient https) {
    this.place = place;
    this.client = client;
    this.https = https;
  }

  /**
   * At a configured place.
   *
   * @param https shows the client's certificate when the client authenticates by it
   * @throws CredentialConfigException when the URI is not https
   */
  public static IntrospectionEndpoint at(URI uri, ClientAuthentication client, HttpsClient https)
      throws CredentialConfigException {
    if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new CredentialConfigException(
          "introspection: the endpoint needs an https URI with a host and without a password");
    }
    return new IntrospectionEndpoint(now -> uri, client, https);
  }

  /**
   * Where the issuer's metadata says; the last good metadata counts while there is none newer,
   * since the endpoint proves itself by its certificate on each question.
   *
   * @param threads run the discovery, which blocks
   */
  public static IntrospectionEndpoint discovered(
      IssuerDiscovery discovery, ClientAuthentication client, HttpsClient https, Executor threads) {
    Refreshed<IssuerMetadata> metadata =
        new Refreshed<>(
            before -> new Refreshed.Loaded<>(discovery.fetch(), null), REFRESH, SHORTEST, threads);
    return new IntrospectionEndpoint(now -> find(metadata, client, now), client, https);
  }

  private static URI find(
      Refreshed<IssuerMetadata> metadata, ClientAuthentication client, Instant now)
      throws IOException {
    IssuerMetadata known = metadata.current(now).value();
    if (known == null) {
      known = metadata.reloaded(now, PATIENCE).value();
    }
    if (known == null) {
      throw new IOException("the issuer's metadata is not there");
    }
    URI uri = known.introspection();
    if (client instanceof ClientAuthentication.MutualTls && known.mtlsIntrospection() != null) {
      uri = known.mtlsIntrospection();
    }
    if (uri == null) {
      throw new IOException("the metadata has no introspection_endpoint");
    }
    return uri;
  }

  /**
   * What the issuer says about the token (RFC 7662 §2.2); blocks.
   *
   * @throws IOException when the issuer cannot be reached in time or answers anything but a JSON
   *     object with status 200
   */
  public JsonObject ask(String token, Instant now) throws IOException {
    Map<String, String> headers =
        Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", JSON);
    byte[] form = form(token, now).getBytes(StandardCharsets.US_ASCII);
    HttpsClient.Answer answer = https.post(place.find(now), headers, form, MAX_BYTES);
    if (answer.status() != 200) {
      throw new IOException("the introspection endpoint answered " + answer.status());
    }
    if (!answer.mediaType().equals(JSON)) {
      throw new IOException("the introspection endpoint answered something else than JSON");
    }
    return parse(answer.body());
  }

  /** Its numbers must survive the log's canonical form, as those of a signed token. */
  private static JsonObject parse(String body) throws IOException {
    try {
      if (JsonParser.parseInteroperable(body.getBytes(StandardCharsets.UTF_8))
          instanceof JsonObject object) {
        return object;
      }
    } catch (JsonSyntaxException malformed) {
      // Its message may quote what it stumbled over, and a server may echo the token.
    }
    throw new IOException("the introspection endpoint's answer is no JSON object");
  }

  private String form(String token, Instant now) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("token", token);
    fields.put("token_type_hint", "access_token");
    switch (client) {
      case ClientAuthentication.MutualTls mutual -> fields.put("client_id", mutual.clientId());
      case PrivateKeyJwt signing -> {
        fields.put("client_id", signing.clientId());
        fields.put("client_assertion_type", ASSERTION_TYPE);
        fields.put("client_assertion", signing.assertion(now));
      }
    }
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
