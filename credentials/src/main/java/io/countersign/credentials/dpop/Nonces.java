package io.countersign.credentials.dpop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Nonces for proofs (RFC 9449 §8, §9) that nothing is stored for: each is the number of its period
 * and a MAC over it. That of the period and that of the one before are accepted. Safe for use by
 * many threads.
 */
public final class Nonces {
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] PURPOSE =
      "countersign dpop nonce".getBytes(StandardCharsets.US_ASCII);
  private static final int MAC_BYTES = 16;

  private final long periodSeconds;
  private final SecretKey key;
  private volatile @Nullable Period latest;

  /** The nonces of one period. */
  private record Period(long number, String current, String previous) {}

  private Nonces(Duration period, SecretKey key) {
    this.periodSeconds = period.toSeconds();
    this.key = key;
  }

  /**
   * Nonces of this process alone, under a key that nobody else has.
   *
   * @param period how long one is handed out; it is accepted for as long again. Whole seconds
   */
  public static Nonces ofThisProcess(Duration period) {
    if (period.toSeconds() < 1 || period.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("the period of a nonce: from a second to an hour");
    }
    try {
      return new Nonces(period, KeyGenerator.getInstance(ALGORITHM).generateKey());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** The one to hand out now. */
  public String current(Instant now) {
    return at(now).current();
  }

  boolean isAccepted(String nonce, Instant now) {
    Period period = at(now);
    byte[] given = nonce.getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, period.current().getBytes(StandardCharsets.UTF_8))
        || MessageDigest.isEqual(given, period.previous().getBytes(StandardCharsets.UTF_8));
  }

  private Period at(Instant now) {
    long number = Math.floorDiv(now.getEpochSecond(), periodSeconds);
    Period known = latest;
    if (known == null || known.number() != number) {
      known = new Period(number, nonce(number), nonce(number - 1));
      latest = known;
    }
    return known;
  }

  private String nonce(long number) {
    ByteBuffer period = ByteBuffer.allocate(Long.BYTES).putLong(number).flip();
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(PURPOSE);
      byte[] tag = mac.doFinal(period.array());
      ByteBuffer nonce =
          ByteBuffer.allocate(Long.BYTES + MAC_BYTES).put(period).put(tag, 0, MAC_BYTES);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
