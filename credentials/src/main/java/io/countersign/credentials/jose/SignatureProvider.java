package io.countersign.credentials.jose;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.decision.Sha256;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Verifies signatures with one implementation, named in each call: the Java machine's list of
 * providers is left alone. Safe for use by many threads.
 */
public final class SignatureProvider {
  private static final int REMEMBERED_KEYS = 10_000;
  private static final PSSParameterSpec PS256 =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  private final String name;
  private final Provider curves;
  private final Provider edwards;
  private final Provider rsa;
  private final boolean bouncyCastle;

  /** A decoded key is a pure function of its thumbprint, so forgetting one costs only time. */
  private final Cache<Sha256, PublicKey> keys =
      Caffeine.newBuilder().maximumSize(REMEMBERED_KEYS).build();

  private SignatureProvider(
      String name, Provider curves, Provider edwards, Provider rsa, boolean bouncyCastle) {
    this.name = name;
    this.curves = curves;
    this.edwards = edwards;
    this.rsa = rsa;
    this.bouncyCastle = bouncyCastle;
  }

  /**
   * The fastest that passes a known answer: Amazon Corretto Crypto Provider where its native
   * library loads, else Bouncy Castle, else the JDK's own.
   */
  public static SignatureProvider best() {
    return available().getFirst();
  }

  /** Every implementation that passes a known answer, fastest first. */
  public static List<SignatureProvider> available() {
    List<SignatureProvider> working =
        Stream.of(corretto(), Optional.of(bouncyCastle()), Optional.of(jdk()))
            .flatMap(Optional::stream)
            .filter(KnownAnswers::hold)
            .toList();
    if (working.isEmpty()) {
      throw new IllegalStateException("no security provider verifies a known ES256 signature");
    }
    return working;
  }

  /**
   * Native code, with Bouncy Castle for Ed25519, whose keys it does not decode unless a system
   * property asks for it; empty where there is none for this platform or its library does not load.
   */
  public static Optional<SignatureProvider> corretto() {
    try {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      if (provider.getLoadingError() != null) {
        return Optional.empty();
      }
      String name = "Amazon Corretto Crypto Provider " + provider.getVersionStr();
      return Optional.of(
          new SignatureProvider(name, provider, new BouncyCastleProvider(), provider, false));
    } catch (LinkageError absent) {
      return Optional.empty();
    }
  }

  public static SignatureProvider bouncyCastle() {
    BouncyCastleProvider provider = new BouncyCastleProvider();
    String name = "Bouncy Castle " + provider.getVersionStr();
    return new SignatureProvider(name, provider, provider, provider, true);
  }

  /** The JDK's own, SunEC and SunRsaSign. */
  public static SignatureProvider jdk() {
    Provider curves = Objects.requireNonNull(Security.getProvider("SunEC"), "SunEC");
    Provider rsa = Objects.requireNonNull(Security.getProvider("SunRsaSign"), "SunRsaSign");
    return new SignatureProvider("JDK " + curves.getVersionStr(), curves, curves, rsa, false);
  }

  /** What it is, with its version, for the line at start-up. */
  public String name() {
    return name;
  }

  /** Whether the signature holds; whatever else is wrong with it is an answer of no as well. */
  public boolean verify(JwsAlgorithm algorithm, PublicJwk key, byte[] message, byte[] signature) {
    if (!key.fits(algorithm) || !hasLength(algorithm, signature)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(jcaName(algorithm), providerOf(key.kind()));
      if (algorithm == JwsAlgorithm.PS256) {
        verifier.setParameter(PS256);
      }
      verifier.initVerify(key(key));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(name + " cannot verify " + algorithm.code(), e);
    }
  }

  /** RFC 7518 §3.4: the two numbers in full length, one after the other; RFC 8032 §5.1.6. */
  private static boolean hasLength(JwsAlgorithm algorithm, byte[] signature) {
    return switch (algorithm) {
      case ES256, EDDSA -> signature.length == 64 && !isZero(signature, algorithm);
      case ES384 -> signature.length == 96 && !isZero(signature, algorithm);
      case PS256, RS256 -> signature.length * 8 <= PublicJwk.MAX_RSA_BITS;
    };
  }

  /**
   * A zero in ECDSA is refused here too, so that no provider's oversight matters (CVE-2022-21449).
   */
  private static boolean isZero(byte[] signature, JwsAlgorithm algorithm) {
    int half = signature.length / 2;
    byte[] zero = new byte[half];
    return algorithm != JwsAlgorithm.EDDSA
        && (Arrays.equals(signature, 0, half, zero, 0, half)
            || Arrays.equals(signature, half, signature.length, zero, 0, half));
  }

  private String jcaName(JwsAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> bouncyCastle ? "SHA256withPLAIN-ECDSA" : "SHA256withECDSAinP1363Format";
      case ES384 -> bouncyCastle ? "SHA384withPLAIN-ECDSA" : "SHA384withECDSAinP1363Format";
      case EDDSA -> "Ed25519";
      case PS256 -> "RSASSA-PSS";
      case RS256 -> "SHA256withRSA";
    };
  }

  private Provider providerOf(PublicJwk.Kind kind) {
    return switch (kind) {
      case P256, P384 -> curves;
      case ED25519 -> edwards;
      case RSA -> rsa;
    };
  }

  private PublicKey key(PublicJwk jwk) throws GeneralSecurityException {
    PublicKey known = keys.getIfPresent(jwk.thumbprint());
    if (known != null) {
      return known;
    }
    byte[] spki = Objects.requireNonNull(Base64Url.decode(jwk.spki()));
    String factory =
        switch (jwk.kind()) {
          case P256, P384 -> "EC";
          case ED25519 -> "Ed25519";
          case RSA -> "RSA";
        };
    PublicKey key =
        KeyFactory.getInstance(factory, providerOf(jwk.kind()))
            .generatePublic(new X509EncodedKeySpec(spki));
    keys.put(jwk.thumbprint(), key);
    return key;
  }
}
