package io.countersign.credentials.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * A key pair that signs as another implementation does: Nimbus, and for Ed25519 the lightweight API
 * of Bouncy Castle.
 *
 * @param jwk the public key, as JSON with its {@code kid}
 */
public record SigningKey(String id, JwsAlgorithm algorithm, String jwk, Signing signing) {

  /** Signs the bytes of header, dot and payload. */
  @FunctionalInterface
  public interface Signing {
    byte[] sign(byte[] input) throws JOSEException;
  }

  /** A fresh key. */
  public static SigningKey of(JwsAlgorithm algorithm, String id) throws JOSEException {
    return switch (algorithm) {
      case ES256 -> ellipticCurve(algorithm, Curve.P_256, id);
      case ES384 -> ellipticCurve(algorithm, Curve.P_384, id);
      case EDDSA -> edwards(id);
      case PS256, RS256 -> rsa(algorithm, id);
    };
  }

  private static SigningKey ellipticCurve(JwsAlgorithm algorithm, Curve curve, String id)
      throws JOSEException {
    ECKey key = new ECKeyGenerator(curve).keyID(id).generate();
    JWSSigner signer = new ECDSASigner(key);
    return nimbus(id, algorithm, key.toPublicJWK().toJSONString(), signer);
  }

  private static SigningKey rsa(JwsAlgorithm algorithm, String id) throws JOSEException {
    RSAKey key = new RSAKeyGenerator(2048).keyID(id).generate();
    JWSSigner signer = new RSASSASigner(key);
    return nimbus(id, algorithm, key.toPublicJWK().toJSONString(), signer);
  }

  private static SigningKey nimbus(
      String id, JwsAlgorithm algorithm, String jwk, JWSSigner signer) {
    JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm.code()));
    return new SigningKey(id, algorithm, jwk, input -> signer.sign(header, input).decode());
  }

  private static SigningKey edwards(String id) {
    Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(new SecureRandom());
    String x = Base64Url.encode(key.generatePublicKey().getEncoded());
    String jwk = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"" + id + "\",\"x\":\"" + x + "\"}";
    return new SigningKey(
        id,
        JwsAlgorithm.EDDSA,
        jwk,
        input -> {
          Ed25519Signer signer = new Ed25519Signer();
          signer.init(true, key);
          signer.update(input, 0, input.length);
          return signer.generateSignature();
        });
  }
}
