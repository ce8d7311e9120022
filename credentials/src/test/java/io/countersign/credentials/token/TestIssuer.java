package io.countersign.credentials.token;

import com.nimbusds.jose.JOSEException;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.JwtText;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.jose.SigningKey;
import io.countersign.credentials.keys.KeySet;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** An issuer with a key of each kind. */
public final class TestIssuer {
  public static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private final String name;
  private final Map<JwsAlgorithm, SigningKey> keys = new EnumMap<>(JwsAlgorithm.class);

  private TestIssuer(String name) {
    this.name = name;
  }

  /** Makes keys named after the issuer and their algorithm. */
  public static TestIssuer named(String name) {
    TestIssuer issuer = new TestIssuer(name);
    try {
      for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
        issuer.keys.put(algorithm, SigningKey.of(algorithm, name + "-" + algorithm.code()));
      }
    } catch (JOSEException e) {
      throw new IllegalStateException("no key can be made", e);
    }
    return issuer;
  }

  public String name() {
    return name;
  }

  public SigningKey key(JwsAlgorithm algorithm) {
    SigningKey key = keys.get(algorithm);
    if (key == null) {
      throw new IllegalArgumentException("no key for " + algorithm);
    }
    return key;
  }

  /** All its public keys, read at that time. */
  public KeySet keySet(long version, Instant readAt) {
    return keySet(version, readAt, keys.values().toArray(SigningKey[]::new));
  }

  /** These keys alone. */
  public static KeySet keySet(long version, Instant readAt, SigningKey... keys) {
    Map<String, PublicJwk> byId = new HashMap<>();
    for (SigningKey key : keys) {
      byId.put(key.id(), PublicJwk.of(json(key.jwk())).orElseThrow());
    }
    return new KeySet(byId, version, readAt);
  }

  /** An access token with the required claims and no more, in its time at {@link #NOW}. */
  public JwtText token() {
    return new JwtText(Map.of("typ", "\"at+jwt\""), Map.of())
        .claim("iss", JwtText.quoted(name))
        .claim("sub", "\"spiffe://prod.example/ns/shop/sa/orders\"")
        .claim("aud", "\"https://api.example\"")
        .claim("client_id", "\"orders\"")
        .claim("iat", String.valueOf(NOW.getEpochSecond() - 10))
        .claim("exp", String.valueOf(NOW.getEpochSecond() + 300));
  }

  public static JsonObject json(String text) {
    try {
      return (JsonObject) JsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
