package io.countersign.credentials.x509;

import com.nimbusds.jose.jwk.Curve;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which keys and signatures are strong enough. */
public final class Algorithms {
  private static final int MIN_RSA_BITS = 2048;

  /** Larger keys only cost time: verification grows with the square of the length. */
  private static final int MAX_RSA_BITS = 8192;

  private static final int MAX_RSA_EXPONENT_BITS = 64;

  private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

  /** SHA-2 with RSA (RFC 8017), with ECDSA (RFC 5758), and Ed25519 (RFC 8410). */
  private static final Set<String> SIGNATURES =
      Set.of(
          "1.2.840.113549.1.1.11",
          "1.2.840.113549.1.1.12",
          "1.2.840.113549.1.1.13",
          "1.2.840.10045.4.3.2",
          "1.2.840.10045.4.3.3",
          "1.2.840.10045.4.3.4",
          "1.3.101.112");

  private static final Set<String> PSS_DIGESTS = Set.of("SHA-256", "SHA-384", "SHA-512");

  private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);

  private Algorithms() {}

  /** RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519. */
  public static boolean isStrong(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa ->
          rsa.getModulus().bitLength() >= MIN_RSA_BITS
              && rsa.getModulus().bitLength() <= MAX_RSA_BITS
              && rsa.getPublicExponent().bitLength() > 1
              && rsa.getPublicExponent().bitLength() <= MAX_RSA_EXPONENT_BITS;
      case ECPublicKey ec -> {
        Curve curve = Curve.forECParameterSpec(ec.getParams());
        yield curve != null && CURVES.contains(curve);
      }
      case EdECPublicKey ed -> isEd25519(ed);
      default -> false;
    };
  }

  static boolean isEd25519(EdECPublicKey key) {
    return key.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
  }

  /** Whether the certificate is signed with one of the algorithms above: no MD5, no SHA-1. */
  public static boolean hasStrongSignature(X509Certificate certificate) {
    return isStrongSignature(certificate.getSigAlgOID(), certificate.getSigAlgParams());
  }

  /**
   * Whether this is one of the signature algorithms above.
   *
   * @param oid as in an AlgorithmIdentifier
   * @param parameters their DER; null when there are none
   */
  public static boolean isStrongSignature(String oid, byte @Nullable [] parameters) {
    return SIGNATURES.contains(oid) || (oid.equals(RSASSA_PSS) && hasStrongPssDigests(parameters));
  }

  /** Both digests are named in the parameters (RFC 4055 §3.1); left out, they mean SHA-1. */
  private static boolean hasStrongPssDigests(byte @Nullable [] der) {
    if (der == null) {
      return false;
    }
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(der);
      PSSParameterSpec pss = parameters.getParameterSpec(PSSParameterSpec.class);
      return PSS_DIGESTS.contains(pss.getDigestAlgorithm())
          && pss.getMGFParameters() instanceof MGF1ParameterSpec mask
          && PSS_DIGESTS.contains(mask.getDigestAlgorithm());
    } catch (GeneralSecurityException | IOException _) {
      return false;
    }
  }
}
