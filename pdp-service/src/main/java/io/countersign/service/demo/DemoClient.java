package io.countersign.service.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.countersign.decision.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** A workload: a client certificate and a key for DPoP proofs (RFC 9449). */
public final class DemoClient {
  private final String path;
  private final DemoAuthority authority;
  private final DemoAuthority.Identity identity;
  private final ECKey proofKey = DemoIssuer.newKey();

  /**
   * @param path of the SPIFFE ID, with its slash
   */
  public DemoClient(DemoAuthority authority, String path) {
    this.path = path;
    this.authority = authority;
    this.identity = authority.workload(path);
  }

  public String spiffeId() {
    return "spiffe://" + authority.trustDomain() + path;
  }

  public DemoAuthority.Identity identity() {
    return identity;
  }

  /** Digest of the certificate (RFC 8705 §3.1), as {@code cnf.x5t#S256}. */
  public String certificateDigest() {
    try {
      return Sha256.of(identity.certificate().getEncoded()).base64Url();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was just issued has no DER", e);
    }
  }

  /** Thumbprint of the proof key (RFC 7638), as {@code cnf.jkt}. */
  public String thumbprint() {
    try {
      return proofKey.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("the platform lacks SHA-256", e);
    }
  }

  /** A fresh proof for one request with this token. */
  public String proof(String method, String uri, String token, Instant now) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("dpop+jwt"))
            .jwk(proofKey.toPublicJWK())
            .build();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .jwtID(UUID.randomUUID().toString())
            .claim("htm", method)
            .claim("htu", uri)
            .issueTime(Date.from(now))
            .claim("ath", Sha256.of(token.getBytes(StandardCharsets.US_ASCII)).base64Url())
            .build();
    return DemoIssuer.sign(header, claims, proofKey);
  }
}
