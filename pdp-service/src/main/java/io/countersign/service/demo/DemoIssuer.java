package io.countersign.service.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.UUID;

/** Signs tokens, approvals and proofs with one ES256 key. */
public final class DemoIssuer {
  private final ECKey key;

  public DemoIssuer() {
    this.key = newKey();
  }

  /** A fresh ES256 key with a random key id. */
  static ECKey newKey() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("the platform lacks P-256", e);
    }
  }

  /** The public keys as a JWK set. */
  public String jwks() {
    return new JWKSet(key.toPublicJWK()).toString();
  }

  /** A compact JWS of this type whose header names the key. */
  public String sign(String type, JWTClaimsSet claims) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType(type))
            .keyID(key.getKeyID())
            .build();
    return sign(header, claims, key);
  }

  static String sign(JWSHeader header, JWTClaimsSet claims, ECKey key) {
    try {
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("the platform cannot sign", e);
    }
  }
}
