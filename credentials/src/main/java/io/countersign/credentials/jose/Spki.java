package io.countersign.credentials.jose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.HexFormat;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7): the one form of key that every provider reads. */
final class Spki {
  private static final byte[] P256 =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
  private static final byte[] P384 =
      HexFormat.of().parseHex("3076301006072a8648ce3d020106052b8104002203620004");
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private Spki() {}

  /** The point in uncompressed form (SEC 1 §2.3.3) after the curve's constant prefix. */
  static byte[] ellipticCurve(NistCurve curve, byte[] x, byte[] y) {
    return switch (curve) {
      case P256 -> join(P256, x, y);
      case P384 -> join(P384, x, y);
    };
  }

  static byte[] ed25519(byte[] key) {
    return join(ED25519, key);
  }

  static byte[] rsa(BigInteger modulus, BigInteger exponent) {
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    try {
      return new SubjectPublicKeyInfo(algorithm, new RSAPublicKey(modulus, exponent))
          .getEncoded("DER");
    } catch (IOException e) {
      throw new UncheckedIOException("an encoding in memory cannot fail", e);
    }
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length = Math.addExact(length, part.length);
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }
}
