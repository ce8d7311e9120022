package io.countersign.policy.rego.builtin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.PSSSigner;

/**
 * Signs for policies. The same key and message give the same signature with every algorithm, so
 * that a decision can be replayed; nothing that an attacker could guess decides what ECDSA and PSS
 * leave to chance, it is derived from the private key and the message.
 */
final class JwsSigner {
  private JwsSigner() {}

  static byte[] sign(JWK key, JwsAlgorithm algorithm, byte[] message) throws BuiltinException {
    try {
      return switch (key) {
        case OctetSequenceKey secret when algorithm.isHmac() ->
            algorithm.hmac(secret.toByteArray(), message);
        case RSAKey rsa when algorithm.family().equals("RS") && isUsable(rsa) ->
            pkcs1(rsa, algorithm, message);
        case RSAKey rsa when algorithm.family().equals("PS") && isUsable(rsa) ->
            pss(rsa, algorithm, message);
        case ECKey ec when algorithm.family().equals("ES") && ec.isPrivate() ->
            ecdsa(ec, algorithm, message);
        case OctetKeyPair pair when algorithm == JwsAlgorithm.EDDSA && pair.isPrivate() ->
            ed25519(pair, message);
        default -> throw BuiltinException.of("the key cannot sign with " + algorithm.algorithm());
      };
    } catch (JOSEException | GeneralSecurityException | CryptoException | RuntimeException e) {
      // What is wrong with a private key is not for messages.
      throw BuiltinException.of("the key cannot sign with " + algorithm.algorithm());
    }
  }

  private static boolean isUsable(RSAKey key) {
    return key.isPrivate()
        && JwsAlgorithm.isBounded(key.getModulus().decodeToBigInteger())
        && JwsAlgorithm.isBounded(key.getPublicExponent().decodeToBigInteger());
  }

  private static byte[] pkcs1(RSAKey key, JwsAlgorithm algorithm, byte[] message)
      throws JOSEException, GeneralSecurityException {
    PrivateKey privateKey = key.toRSAPrivateKey();
    Signature signer = algorithm.signature();
    signer.initSign(privateKey);
    signer.update(message);
    return signer.sign();
  }

  /** The salt, as long as the digest, is a keyed digest of the message. */
  private static byte[] pss(RSAKey key, JwsAlgorithm algorithm, byte[] message)
      throws JOSEException, CryptoException {
    RSAPrivateKey privateKey = key.toRSAPrivateKey();
    byte[] salt = algorithm.hmac(privateKey.getPrivateExponent().toByteArray(), message);
    PSSSigner signer = new PSSSigner(new RSABlindedEngine(), digest(algorithm), salt);
    signer.init(true, parameters(key, privateKey));
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  private static RSAKeyParameters parameters(RSAKey key, RSAPrivateKey privateKey) {
    BigInteger modulus = privateKey.getModulus();
    BigInteger exponent = privateKey.getPrivateExponent();
    return key.getFirstPrimeFactor() == null
        ? new RSAKeyParameters(true, modulus, exponent)
        : new RSAPrivateCrtKeyParameters(
            modulus,
            key.getPublicExponent().decodeToBigInteger(),
            exponent,
            key.getFirstPrimeFactor().decodeToBigInteger(),
            key.getSecondPrimeFactor().decodeToBigInteger(),
            key.getFirstFactorCRTExponent().decodeToBigInteger(),
            key.getSecondFactorCRTExponent().decodeToBigInteger(),
            key.getFirstCRTCoefficient().decodeToBigInteger());
  }

  /** With the number of RFC 6979, and r and s side by side (RFC 7518 §3.4). */
  private static byte[] ecdsa(ECKey key, JwsAlgorithm algorithm, byte[] message)
      throws JOSEException, BuiltinException {
    ECPrivateKey privateKey = key.toECPrivateKey();
    if (privateKey.getParams().getOrder().bitLength() != algorithm.curveBits()) {
      throw BuiltinException.of("the key's curve is not that of " + algorithm.algorithm());
    }
    X9ECParameters curve = CustomNamedCurves.getByName("P-" + algorithm.curveBits());
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(digest(algorithm)));
    signer.init(true, new ECPrivateKeyParameters(privateKey.getS(), new ECDomainParameters(curve)));
    int length = (algorithm.curveBits() + 7) / 8;
    ByteArrayOutputStream signature = new ByteArrayOutputStream(2 * length);
    for (BigInteger part : signer.generateSignature(Digests.hash(algorithm.digest(), message))) {
      signature.writeBytes(fixed(part, length));
    }
    return signature.toByteArray();
  }

  private static byte[] fixed(BigInteger value, int length) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[length];
    int count = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - count, fixed, length - count, count);
    return fixed;
  }

  private static byte[] ed25519(OctetKeyPair key, byte[] message) {
    byte[] seed = key.getDecodedD();
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(Arrays.copyOf(seed, seed.length), 0));
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  private static Digest digest(JwsAlgorithm algorithm) {
    return switch (algorithm.bits()) {
      case 256 -> new SHA256Digest();
      case 384 -> new SHA384Digest();
      default -> new SHA512Digest();
    };
  }
}
