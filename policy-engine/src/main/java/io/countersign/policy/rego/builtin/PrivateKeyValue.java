package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

/** A private key in the two shapes that OPA gives it, and the public key that belongs to it. */
sealed interface PrivateKeyValue {
  /** As {@code crypto.parse_private_keys} shows it. */
  RegoValue value();

  /** As a JSON Web Key (RFC 7517). */
  RegoValue jwk();

  /** The public key's value. */
  RegoValue publicKey();

  /** Reads a PEM block; null for a block of another kind. */
  static @Nullable PrivateKeyValue of(Pem.Block block) throws BuiltinException {
    try {
      return switch (block.type()) {
        case "RSA PRIVATE KEY" -> new Rsa(RSAPrivateKey.getInstance(block.content()));
        case "EC PRIVATE KEY" -> ec(ECPrivateKey.getInstance(block.content()), null);
        case "PRIVATE KEY" -> ofInfo(PrivateKeyInfo.getInstance(block.content()));
        default -> null;
      };
    } catch (IOException | RuntimeException e) {
      throw BuiltinException.of("x509: failed to parse private key"); // and nothing about it
    }
  }

  private static PrivateKeyValue ofInfo(PrivateKeyInfo info) throws IOException {
    return switch (info.getPrivateKeyAlgorithm().getAlgorithm().getId()) {
      case "1.2.840.113549.1.1.1" -> new Rsa(RSAPrivateKey.getInstance(info.parsePrivateKey()));
      case "1.2.840.10045.2.1" ->
          ec(
              ECPrivateKey.getInstance(info.parsePrivateKey()),
              ASN1ObjectIdentifier.getInstance(info.getPrivateKeyAlgorithm().getParameters()));
      case "1.3.101.112" ->
          new Ed25519(
              new Ed25519PrivateKeyParameters(
                  ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets()));
      default -> throw new IllegalArgumentException("a key of another kind");
    };
  }

  private static PrivateKeyValue ec(ECPrivateKey key, @Nullable ASN1ObjectIdentifier named) {
    ASN1ObjectIdentifier curve =
        named == null ? ASN1ObjectIdentifier.getInstance(key.getParametersObject()) : named;
    X9ECParameters parameters = CustomNamedCurves.getByOID(curve);
    if (parameters == null) {
      parameters = ECNamedCurveTable.getByOID(curve);
    }
    if (parameters == null || key.getKey().compareTo(parameters.getN()) >= 0) {
      throw new IllegalArgumentException("a key of an unknown curve, or beyond it");
    }
    return new Ec(parameters, key.getKey());
  }

  private static RegoString base64url(byte[] bytes) {
    return RegoString.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Without leading zeros, else as many bytes as asked for. */
  private static byte[] bytes(BigInteger number, int length) {
    byte[] all = number.toByteArray();
    int zeros = all.length > 1 && all[0] == 0 ? 1 : 0;
    byte[] bare = Arrays.copyOfRange(all, zeros, all.length);
    if (bare.length >= length) {
      return bare;
    }
    byte[] padded = new byte[length];
    System.arraycopy(bare, 0, padded, length - bare.length, bare.length);
    return padded;
  }

  /** RSA with two primes. */
  final class Rsa implements PrivateKeyValue {
    private final RSAPrivateKey key;

    private Rsa(RSAPrivateKey key) {
      if (!JwsAlgorithm.isBounded(key.getModulus())
          || !key.getPrime1().multiply(key.getPrime2()).equals(key.getModulus())) {
        throw new IllegalArgumentException("primes that are not those of the modulus");
      }
      this.key = key;
    }

    @Override
    public RegoValue value() {
      return CertificateParts.object(
          Map.of(
              "D", RegoNumber.of(key.getPrivateExponent()),
              "E", RegoNumber.of(key.getPublicExponent()),
              "N", RegoNumber.of(key.getModulus()),
              "Primes",
                  RegoArray.of(RegoNumber.of(key.getPrime1()), RegoNumber.of(key.getPrime2())),
              "Precomputed",
                  CertificateParts.object(
                      Map.of(
                          "CRTValues", RegoArray.EMPTY,
                          "Dp", RegoNumber.of(key.getExponent1()),
                          "Dq", RegoNumber.of(key.getExponent2()),
                          "Qinv", RegoNumber.of(key.getCoefficient())))));
    }

    @Override
    public RegoValue jwk() {
      Map<String, RegoValue> members = new HashMap<>();
      members.put("kty", RegoString.of("RSA"));
      members.put("n", base64url(bytes(key.getModulus(), 1)));
      members.put("e", base64url(bytes(key.getPublicExponent(), 1)));
      members.put("d", base64url(bytes(key.getPrivateExponent(), 1)));
      members.put("p", base64url(bytes(key.getPrime1(), 1)));
      members.put("q", base64url(bytes(key.getPrime2(), 1)));
      members.put("dp", base64url(bytes(key.getExponent1(), 1)));
      members.put("dq", base64url(bytes(key.getExponent2(), 1)));
      members.put("qi", base64url(bytes(key.getCoefficient(), 1)));
      return CertificateParts.object(members);
    }

    @Override
    public RegoValue publicKey() {
      return CertificateParts.object(
          Map.of(
              "N", RegoNumber.of(key.getModulus()), "E", RegoNumber.of(key.getPublicExponent())));
    }
  }

  /** A number on a named curve. */
  final class Ec implements PrivateKeyValue {
    private final X9ECParameters curve;
    private final BigInteger number;
    private final BigInteger x;
    private final BigInteger y;

    private Ec(X9ECParameters curve, BigInteger number) {
      this.curve = curve;
      this.number = number;
      ECPoint point = curve.getG().multiply(number).normalize();
      this.x = point.getAffineXCoord().toBigInteger();
      this.y = point.getAffineYCoord().toBigInteger();
    }

    @Override
    public RegoValue value() {
      return CertificateParts.object(
          Map.of(
              "Curve", CertificateParts.object(Map.of()),
              "D", RegoNumber.of(number),
              "X", RegoNumber.of(x),
              "Y", RegoNumber.of(y)));
    }

    @Override
    public RegoValue jwk() {
      int bits = curve.getCurve().getFieldSize();
      int length = (bits + 7) / 8;
      return CertificateParts.object(
          Map.of(
              "kty", RegoString.of("EC"),
              "crv", RegoString.of("P-" + bits),
              "d", base64url(bytes(number, length)),
              "x", base64url(bytes(x, length)),
              "y", base64url(bytes(y, length))));
    }

    @Override
    public RegoValue publicKey() {
      return CertificateParts.object(
          Map.of(
              "Curve", CertificateParts.object(Map.of()),
              "X", RegoNumber.of(x),
              "Y", RegoNumber.of(y)));
    }
  }

  /** RFC 8032's seed. */
  final class Ed25519 implements PrivateKeyValue {
    private final Ed25519PrivateKeyParameters key;

    private Ed25519(Ed25519PrivateKeyParameters key) {
      this.key = key;
    }

    /** The seed with the public key behind it. */
    @Override
    public RegoValue value() {
      byte[] both = Arrays.copyOf(key.getEncoded(), 64);
      key.generatePublicKey().encode(both, 32);
      return CertificateParts.base64(both);
    }

    @Override
    public RegoValue jwk() {
      return CertificateParts.object(
          Map.of(
              "kty", RegoString.of("OKP"),
              "crv", RegoString.of("Ed25519"),
              "d", base64url(key.getEncoded()),
              "x", base64url(key.generatePublicKey().getEncoded())));
    }

    @Override
    public RegoValue publicKey() {
      return CertificateParts.base64(key.generatePublicKey().getEncoded());
    }
  }
}
