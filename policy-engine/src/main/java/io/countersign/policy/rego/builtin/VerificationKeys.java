package io.countersign.policy.rego.builtin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the keys that a policy trusts: a PEM certificate, a PEM key, a JWK or a set of JWKs. */
final class VerificationKeys {
  /** How many keys a set may have; a token is tried with each. */
  static final int MAX_KEYS = 256;

  /** What comes before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410 §4). */
  private static final String ED25519_PREFIX = "302a300506032b6570032100";

  private VerificationKeys() {}

  static List<VerificationKey> parse(String text) throws BuiltinException {
    Pem pem = new Pem(text);
    Pem.Block block = pem.next();
    if (block == null) {
      return ofJwks(text);
    }
    if (pem.hasMore()) {
      throw BuiltinException.of("extra data after a PEM certificate block");
    }
    return switch (block.type()) {
      case "CERTIFICATE" -> List.of(VerificationKey.of(ofCertificate(block.content())));
      case "PUBLIC KEY" -> List.of(VerificationKey.of(ofKeyInfo(block.content())));
      default -> throw BuiltinException.of("failed to extract a Key from the PEM certificate");
    };
  }

  /** The keys of a JWK or of a set, whether public or private. */
  static List<JWK> jwks(String text) throws BuiltinException {
    try {
      if (!(JsonParser.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof JsonObject json)) {
        throw noJwk("not a JSON object");
      }
      List<JWK> keys = new ArrayList<>();
      if (json.get("keys") instanceof JsonArray set) {
        if (set.values().size() > MAX_KEYS) {
          throw noJwk("more than " + MAX_KEYS + " keys");
        }
        for (JsonValue key : set.values()) {
          keys.add(JWK.parse(CanonicalJson.text(key)));
        }
      } else {
        keys.add(JWK.parse(CanonicalJson.text(json)));
      }
      return keys;
    } catch (JsonSyntaxException | ParseException | IllegalArgumentException e) {
      throw noJwk("no JSON of that kind");
    }
  }

  private static BuiltinException noJwk(String reason) {
    return BuiltinException.of("failed to parse a JWK key (set): " + reason);
  }

  private static List<VerificationKey> ofJwks(String text) throws BuiltinException {
    List<VerificationKey> keys = new ArrayList<>();
    for (JWK jwk : jwks(text)) {
      String algorithm = jwk.getAlgorithm() == null ? "" : jwk.getAlgorithm().getName();
      if (algorithm.isEmpty() || JwsAlgorithm.of(algorithm).isPresent()) {
        String id = jwk.getKeyID() == null ? "" : jwk.getKeyID();
        keys.add(
            jwk instanceof OctetSequenceKey secret
                ? VerificationKey.ofSecret(algorithm, id, secret.toByteArray())
                : VerificationKey.of(algorithm, id, publicKey(jwk)));
      }
    }
    return keys;
  }

  /** Null for a private key, which is no key to verify with, and for kinds that do not sign. */
  private static @Nullable PublicKey publicKey(JWK jwk) throws BuiltinException {
    if (jwk.isPrivate()) {
      return null;
    }
    try {
      return switch (jwk) {
        case RSAKey rsa -> rsa.toRSAPublicKey();
        case ECKey ec -> ec.toECPublicKey();
        case OctetKeyPair pair -> edwards(pair.getDecodedX());
        default -> null;
      };
    } catch (JOSEException e) {
      throw noJwk("no key of its kind");
    }
  }

  private static @Nullable PublicKey edwards(byte[] x) {
    if (x.length != 32) {
      return null;
    }
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(
              new X509EncodedKeySpec(
                  HexFormat.of().parseHex(ED25519_PREFIX + HexFormat.of().formatHex(x))));
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static PublicKey ofCertificate(byte[] der) throws BuiltinException {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der))
          .getPublicKey();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw BuiltinException.of("failed to parse a PEM certificate: x509: malformed certificate");
    }
  }

  /** A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) of any kind that can sign. */
  private static PublicKey ofKeyInfo(byte[] der) throws BuiltinException {
    for (String kind : List.of("RSA", "EC", "Ed25519")) {
      PublicKey key = ofKind(kind, der);
      if (key != null) {
        return key;
      }
    }
    throw BuiltinException.of("failed to parse a PEM public key");
  }

  private static @Nullable PublicKey ofKind(String kind, byte[] der) {
    try {
      return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      return null;
    }
  }
}
