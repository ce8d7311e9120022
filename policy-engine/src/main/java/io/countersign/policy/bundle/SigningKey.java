package io.countersign.policy.bundle;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private key that signs bundles, RSA or elliptic curve, and the algorithm it signs with. Secrets
 * that signer and verifier share (HS256 and its kind) are not taken: who can verify a bundle must
 * not be able to sign one.
 */
public final class SigningKey {
  /** What it can sign with (RFC 7518 §3.1). */
  public static final List<String> ALGORITHMS =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  /** How OPA calls a key that nobody named. */
  public static final String DEFAULT_ID = "default";

  private final String id;
  private final JWSAlgorithm algorithm;
  private final JWSSigner signer;

  private SigningKey(String id, JWSAlgorithm algorithm, JWSSigner signer) {
    this.id = id;
    this.algorithm = algorithm;
    this.signer = signer;
  }

  /**
   * Reads a PEM file (PKCS #8, not encrypted). What it holds is in no message.
   *
   * @param id what verifiers know the key by; not empty
   * @param algorithm one of {@link #ALGORITHMS}; null: RS256, or what belongs to the key's curve
   */
  public static SigningKey read(Path file, String id, @Nullable String algorithm)
      throws BundleException {
    if (algorithm != null && !ALGORITHMS.contains(algorithm)) {
      throw new BundleException(
          file.toString(), "cannot sign with " + algorithm + ": use one of " + ALGORITHMS);
    }
    try {
      PrivateKey key =
          pem(file)
              .read(
                  (factory, encoded) -> factory.generatePrivate(new PKCS8EncodedKeySpec(encoded)));
      return switch (key) {
        case RSAPrivateKey rsa ->
            of(file, id, algorithm == null ? "RS256" : algorithm, new RSASSASigner(rsa));
        case ECPrivateKey ec -> {
          ECDSASigner signer = new ECDSASigner(ec);
          String own = signer.supportedECDSAAlgorithm().getName();
          yield of(file, id, algorithm == null ? own : algorithm, signer);
        }
        default -> throw pem(file).noKey(null);
      };
    } catch (JOSEException e) {
      throw pem(file).noKey(e);
    }
  }

  /** The name of the key. */
  public String id() {
    return id;
  }

  /** One of {@link #ALGORITHMS}. */
  public String algorithm() {
    return algorithm.getName();
  }

  /** A compact JWS (RFC 7515 §3.1) that names the key as OPA does. */
  String sign(String payload) throws JOSEException {
    JWSObject jws =
        new JWSObject(new JWSHeader.Builder(algorithm).keyID(id).build(), new Payload(payload));
    jws.sign(signer);
    return jws.serialize();
  }

  private static SigningKey of(Path file, String id, String algorithm, JWSSigner signer)
      throws BundleException {
    JWSAlgorithm jws = JWSAlgorithm.parse(algorithm);
    if (!signer.supportedJWSAlgorithms().contains(jws)) {
      throw new BundleException(
          file.toString(), "is a key of another kind than " + algorithm + " signs with");
    }
    return new SigningKey(id, jws, signer);
  }

  private static PemKeyFile pem(Path file) {
    return new PemKeyFile(
        file,
        "PRIVATE KEY",
        "holds no RSA or EC private key in PKCS #8: convert one with openssl pkcs8 -topk8 -nocrypt");
  }
}
