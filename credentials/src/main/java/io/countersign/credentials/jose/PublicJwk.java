package io.countersign.credentials.jose;

import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key for verifying signatures, as a JWK (RFC 7517): well formed, on its curve, strong
 * enough.
 *
 * @param id the member {@code kid}; null when absent
 * @param algorithm the only algorithm it may be used with; null when any of its kind
 * @param thumbprint RFC 7638, with SHA-256
 * @param spki the key as SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), base64url
 */
public record PublicJwk(
    Kind kind,
    @Nullable String id,
    @Nullable JwsAlgorithm algorithm,
    Sha256 thumbprint,
    String spki) {

  /** RSA keys are accepted from here (RFC 7518 §3.3). */
  public static final int MIN_RSA_BITS = 2048;

  /** Above this a signature costs more than it is worth. */
  public static final int MAX_RSA_BITS = 8192;

  private static final int MAX_EXPONENT_BITS = 32;

  /** Their presence means a private or a symmetric key (RFC 7518 §6.2.2, §6.3.2, §6.4). */
  private static final Set<String> SECRET_MEMBERS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  /** Which mathematics. */
  public enum Kind {
    P256,
    P384,
    ED25519,
    RSA
  }

  /** The key; empty when it is none that may be used to verify signatures. */
  public static Optional<PublicJwk> of(JsonObject jwk) {
    if (SECRET_MEMBERS.stream().anyMatch(jwk.members()::containsKey) || !isForVerifying(jwk)) {
      return Optional.empty();
    }
    return switch (jwk.string("kty").orElse("")) {
      case "EC" -> ellipticCurve(jwk);
      case "OKP" -> edwards(jwk);
      case "RSA" -> rsa(jwk);
      default -> Optional.empty();
    };
  }

  /** Whether it may be used with the algorithm. */
  public boolean fits(JwsAlgorithm wanted) {
    return wanted.kind() == kind && (algorithm == null || algorithm == wanted);
  }

  private static boolean isForVerifying(JsonObject jwk) {
    JsonValue use = jwk.get("use");
    JsonValue operations = jwk.get("key_ops");
    return (use == null || use.equals(new JsonString("sig")))
        && (operations == null
            || (operations instanceof JsonArray array
                && array.values().contains(new JsonString("verify"))));
  }

  private static Optional<PublicJwk> ellipticCurve(JsonObject jwk) {
    NistCurve curve = NistCurve.named(jwk.string("crv").orElse(""));
    byte[] x = bytes(jwk, "x");
    byte[] y = bytes(jwk, "y");
    if (curve == null || x == null || y == null || !curve.contains(x, y)) {
      return Optional.empty();
    }
    String required =
        "{\"crv\":\""
            + curve.code()
            + "\",\"kty\":\"EC\",\"x\":\""
            + Base64Url.encode(x)
            + "\",\"y\":\""
            + Base64Url.encode(y)
            + "\"}";
    return make(jwk, curve.kind(), required, Spki.ellipticCurve(curve, x, y));
  }

  private static Optional<PublicJwk> edwards(JsonObject jwk) {
    byte[] x = bytes(jwk, "x");
    if (!jwk.string("crv").orElse("").equals("Ed25519") || x == null || !Edwards25519.isUsable(x)) {
      return Optional.empty();
    }
    String required = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + Base64Url.encode(x) + "\"}";
    return make(jwk, Kind.ED25519, required, Spki.ed25519(x));
  }

  private static Optional<PublicJwk> rsa(JsonObject jwk) {
    byte[] n = bytes(jwk, "n");
    byte[] e = bytes(jwk, "e");
    // RFC 7518 §2: as few octets as possible, so that one key has one thumbprint.
    if (n == null || e == null || n.length == 0 || e.length == 0 || n[0] == 0 || e[0] == 0) {
      return Optional.empty();
    }
    BigInteger modulus = new BigInteger(1, n);
    BigInteger exponent = new BigInteger(1, e);
    if (modulus.bitLength() < MIN_RSA_BITS
        || modulus.bitLength() > MAX_RSA_BITS
        || !modulus.testBit(0)
        || !exponent.testBit(0)
        || exponent.bitLength() > MAX_EXPONENT_BITS
        || exponent.equals(BigInteger.ONE)) {
      return Optional.empty();
    }
    String required =
        "{\"e\":\""
            + Base64Url.encode(e)
            + "\",\"kty\":\"RSA\",\"n\":\""
            + Base64Url.encode(n)
            + "\"}";
    return make(jwk, Kind.RSA, required, Spki.rsa(modulus, exponent));
  }

  private static Optional<PublicJwk> make(JsonObject jwk, Kind kind, String required, byte[] spki) {
    JwsAlgorithm algorithm = null;
    if (jwk.get("alg") != null) {
      algorithm = jwk.string("alg").flatMap(JwsAlgorithm::of).orElse(null);
      if (algorithm == null || algorithm.kind() != kind) {
        return Optional.empty();
      }
    }
    String id = jwk.string("kid").orElse(null);
    if (id == null && jwk.get("kid") != null) {
      return Optional.empty();
    }
    // RFC 7638 §3.3: the required members in order and without white space; none needs an escape.
    Sha256 thumbprint = Sha256.of(required.getBytes(StandardCharsets.US_ASCII));
    return Optional.of(new PublicJwk(kind, id, algorithm, thumbprint, Base64Url.encode(spki)));
  }

  private static byte @Nullable [] bytes(JsonObject jwk, String member) {
    String text = jwk.string(member).orElse(null);
    return text == null ? null : Base64Url.decode(text);
  }
}
