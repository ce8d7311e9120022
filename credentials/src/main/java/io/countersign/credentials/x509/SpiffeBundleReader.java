package io.countersign.credentials.x509;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.x509.PemCertificates.MalformedPemException;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a bundle's JSON form (SPIFFE Trust Domain and Bundle §4). What the standard lets a reader
 * pass over is passed over; anything else that is wrong refuses the whole bundle, so that the last
 * good one stays and somebody looks.
 */
final class SpiffeBundleReader {
  /** Bytes of one bundle. */
  static final int MAX_BYTES = 1024 * 1024;

  private static final int MAX_KEYS = 256;
  private static final int MAX_AUTHORITIES = 100;
  private static final int SEQUENCE_BITS = 64;
  private static final String X509_SVID = "x509-svid";
  private static final String JWT_SVID = "jwt-svid";

  /** Other types are unknown and ignored (§4.2.1). */
  private static final Set<String> TYPES = Set.of("EC", "RSA", "OKP");

  /** Members that only private and symmetric keys have (RFC 7518 §6). */
  private static final Set<String> SECRETS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");

  /** JWT-SVID §2.1 allows these, and no implementation here has them: such keys are of no use. */
  private static final Set<String> OTHER_ALGORITHMS =
      Set.of("RS384", "RS512", "ES512", "PS384", "PS512");

  private static final Set<String> CURVES = Set.of("P-256", "P-384");

  private final String domain;
  private final boolean useIsRequired;
  private final List<X509Certificate> authorities = new ArrayList<>();
  private final Map<String, PublicJwk> jwtKeys = new LinkedHashMap<>();

  private SpiffeBundleReader(String domain, boolean useIsRequired) {
    this.domain = domain;
    this.useIsRequired = useIsRequired;
  }

  /**
   * The bundle.
   *
   * @throws CredentialConfigException when it is malformed, too large, holds a private key or an
   *     authority that cannot be one
   */
  static SpiffeBundle read(String domain, byte[] json) throws CredentialConfigException {
    return new SpiffeBundleReader(domain, true).bundle(json);
  }

  /** As the Workload API gives JWT keys: a plain JWK set, in which {@code use} may be absent. */
  static Map<String, PublicJwk> readJwtKeys(String domain, byte[] json)
      throws CredentialConfigException {
    return new SpiffeBundleReader(domain, false).bundle(json).jwtKeys();
  }

  private SpiffeBundle bundle(byte[] json) throws CredentialConfigException {
    if (json.length > MAX_BYTES) {
      throw fault("it is over 1 MiB");
    }
    JsonValue parsed;
    try {
      parsed = JsonParser.parse(json);
    } catch (JsonSyntaxException e) {
      throw fault("it is not JSON: " + e.getMessage());
    }
    if (!(parsed instanceof JsonObject set && set.get("keys") instanceof JsonArray keys)) {
      throw fault("it needs a member \"keys\" with an array of JWKs");
    }
    if (keys.values().size() > MAX_KEYS) {
      throw fault("it has more than " + MAX_KEYS + " keys");
    }
    for (int i = 0; i < keys.values().size(); i++) {
      if (!(keys.values().get(i) instanceof JsonObject jwk)) {
        throw fault("keys[" + i + "] is no JSON object");
      }
      add(i, jwk);
    }
    return new SpiffeBundle(domain, authorities, jwtKeys, sequence(set), refreshHint(set));
  }

  private void add(int i, JsonObject jwk) throws CredentialConfigException {
    // Before anything is ignored: a key that lies open must be replaced, whatever it is for.
    if (SECRETS.stream().anyMatch(jwk.members()::containsKey)) {
      throw fault("keys[" + i + "] is a private or symmetric key; replace it and publish none");
    }
    if (!TYPES.contains(jwk.string("kty").orElse(""))) {
      return;
    }
    JsonValue use = jwk.get("use");
    if (new JsonString(X509_SVID).equals(use)) {
      addAuthority(i, jwk);
    } else if (new JsonString(JWT_SVID).equals(use) || (use == null && !useIsRequired)) {
      addJwtKey(i, jwk);
    }
  }

  /** X.509-SVID §6.1: the one certificate in {@code x5c} counts, and it is this JWK's. */
  private void addAuthority(int i, JsonObject jwk) throws CredentialConfigException {
    if (!(jwk.get("x5c") instanceof JsonArray chain
        && chain.values().size() == 1
        && chain.values().getFirst() instanceof JsonString base64)) {
      throw fault("keys[" + i + "] needs \"x5c\" with exactly one certificate");
    }
    if (authorities.size() == MAX_AUTHORITIES) {
      throw fault("it has more than " + MAX_AUTHORITIES + " authorities");
    }
    X509Certificate authority;
    try {
      authority = PemCertificates.certificate(base64.value(), 1);
    } catch (MalformedPemException e) {
      throw fault("keys[" + i + "].x5c: " + e.getMessage());
    }
    String fault = Authorities.fault(domain, authority);
    if (fault != null) {
      throw fault("keys[" + i + "].x5c: the certificate " + fault);
    }
    // RFC 7517 §4.7: the certificate's key must match the other members.
    Sha256 key = LeafFacts.keyThumbprint(authority.getPublicKey());
    if (key == null || !key.equals(thumbprint(jwk))) {
      throw fault("keys[" + i + "].x5c: the certificate is for another key than the JWK");
    }
    authorities.add(authority);
  }

  private static @Nullable Sha256 thumbprint(JsonObject jwk) {
    JsonObject.Builder required = JsonObject.builder();
    for (String name : List.of("kty", "crv", "x", "y", "n", "e")) {
      required.put(name, jwk.get(name));
    }
    try {
      byte[] json = CanonicalJson.bytes(required.build());
      JWK key = JWK.parse(new String(json, StandardCharsets.UTF_8));
      return Sha256.fromBytes(key.computeThumbprint().decode());
    } catch (ParseException | JOSEException | IllegalArgumentException _) {
      return null;
    }
  }

  private void addJwtKey(int i, JsonObject jwk) throws CredentialConfigException {
    String id = jwk.string("kid").orElse("");
    if (id.isEmpty()) {
      throw fault("keys[" + i + "] has no \"kid\"; JWT-SVIDs choose their key by it");
    }
    if (isOfNoUse(jwk)) {
      return;
    }
    Map<String, JsonValue> members = new LinkedHashMap<>(jwk.members());
    members.remove("use");
    PublicJwk key =
        PublicJwk.of(new JsonObject(members))
            .orElseThrow(() -> fault("keys[" + i + "] is malformed or too weak"));
    if (jwtKeys.put(id, key) != null) {
      throw fault("keys[" + i + "]: its kid stands there twice");
    }
  }

  /** Well-known kinds of keys whose signatures are not verified here. */
  private static boolean isOfNoUse(JsonObject jwk) {
    String algorithm = jwk.string("alg").orElse("");
    return OTHER_ALGORITHMS.contains(algorithm)
        || algorithm.equals(JwsAlgorithm.EDDSA.code())
        || jwk.string("kty").orElse("").equals("OKP")
        || (jwk.string("kty").orElse("").equals("EC")
            && !CURVES.contains(jwk.string("crv").orElse("P-256")));
  }

  private @Nullable BigInteger sequence(JsonObject set) throws CredentialConfigException {
    BigInteger sequence = integer(set, "spiffe_sequence");
    if (sequence != null && sequence.bitLength() > SEQUENCE_BITS) {
      throw fault("spiffe_sequence has over 64 bits");
    }
    return sequence;
  }

  private Duration refreshHint(JsonObject set) throws CredentialConfigException {
    BigInteger hint = integer(set, "spiffe_refresh_hint");
    return hint == null
        ? SpiffeBundle.DEFAULT_HINT
        : Duration.ofSeconds(
            hint.min(BigInteger.valueOf(SpiffeBundle.MAX_HINT.toSeconds())).longValueExact());
  }

  /** Null when absent. */
  private @Nullable BigInteger integer(JsonObject set, String name)
      throws CredentialConfigException {
    JsonValue value = set.get(name);
    if (value == null) {
      return null;
    }
    // The scale is looked at first: 1e300 is short to write and long to expand.
    if (!(value instanceof JsonNumber number
        && number.value().signum() >= 0
        && number.value().scale() <= 0
        && number.value().scale() > -SEQUENCE_BITS)) {
      throw fault(name + " is no whole number from 0");
    }
    return number.value().toBigIntegerExact();
  }

  private CredentialConfigException fault(String what) {
    return new CredentialConfigException("SPIFFE bundle of \"" + domain + "\": " + what);
  }
}
