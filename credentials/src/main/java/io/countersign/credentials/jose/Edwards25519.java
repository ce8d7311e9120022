package io.countersign.credentials.jose;

import java.math.BigInteger;

/** The curve of Ed25519 (RFC 8032 §5.1): −x² + y² = 1 + d·x²·y² over the field of 2^255 − 19. */
final class Edwards25519 {
  private static final int SIZE = 32;
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

  private Edwards25519() {}

  /**
   * Whether the bytes encode a point (RFC 8032 §5.1.3) whose order is not small. Under a key of
   * small order one signature would hold for many messages.
   */
  static boolean isUsable(byte[] key) {
    if (key.length != SIZE) {
      return false;
    }
    byte[] bigEndian = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      bigEndian[i] = key[SIZE - 1 - i];
    }
    bigEndian[0] &= 0x7F; // the sign of x
    BigInteger y = new BigInteger(1, bigEndian);
    if (y.compareTo(P) >= 0) {
      return false;
    }
    BigInteger ySquared = y.multiply(y).mod(P);
    BigInteger xSquared =
        ySquared
            .subtract(BigInteger.ONE)
            .multiply(D.multiply(ySquared).add(BigInteger.ONE).modInverse(P))
            .mod(P);
    // Euler's criterion: both signs of x exist. x = 0 fails it, and has order one or two.
    return xSquared.modPow(P.shiftRight(1), P).equals(BigInteger.ONE)
        && !isOfSmallOrder(xSquared, ySquared);
  }

  /**
   * Order four is y = 0. A point of order eight doubles to one of order four: there y² + x² = 0 by
   * the doubling formula for y, (y² + x²) / (2 − (y² − x²)).
   */
  private static boolean isOfSmallOrder(BigInteger xSquared, BigInteger ySquared) {
    return ySquared.signum() == 0 || xSquared.add(ySquared).mod(P).signum() == 0;
  }
}
