package io.countersign.log.witness;

import io.countersign.log.tlog.SignedNote;
import io.countersign.log.tlog.VerifierKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A witness's name and Ed25519 public key, written {@code name+hex key id+base64(0x04 ‖ key)}. The
 * type 0x04 keeps apart cosignatures, which are timestamped, from a log's own signatures
 * (c2sp.org/tlog-cosignature).
 */
public final class WitnessKey {
  static final int SIGNATURE_BYTES = 64;

  private static final byte COSIGNATURE_V1 = 4;
  private static final int RAW_BYTES = 32;

  private final VerifierKey key;
  private final int id;

  private WitnessKey(VerifierKey key) {
    this.key = key;
    this.id = id(key);
  }

  /** The same name and public key, for cosignatures. */
  static WitnessKey of(VerifierKey key) {
    return new WitnessKey(key);
  }

  /**
   * Reads a witness's key.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static WitnessKey parse(String vkey) {
    String[] parts = vkey.strip().split("\\+", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a witness's key is name+hexid+base64");
    }
    byte[] typed;
    try {
      typed = SignedNote.base64(parts[2]);
    } catch (SignedNote.MalformedException e) {
      throw new IllegalArgumentException("a witness's key has base64 as its third part", e);
    }
    if (typed.length != 1 + RAW_BYTES || typed[0] != COSIGNATURE_V1) {
      throw new IllegalArgumentException(
          "a witness's key is an Ed25519 key for cosignatures (type 0x04), unlike a log's (0x01)");
    }
    byte[] raw = Arrays.copyOfRange(typed, 1, typed.length);
    WitnessKey key = new WitnessKey(VerifierKey.of(parts[0], raw));
    if (!HexFormat.of().toHexDigits(key.id).equals(parts[1])) {
      throw new IllegalArgumentException("a witness's key has the hash of its name and key as id");
    }
    return key;
  }

  private static int id(VerifierKey key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(key.name().getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) '\n');
      sha256.update(COSIGNATURE_V1);
      return ByteBuffer.wrap(sha256.digest(key.key())).getInt();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has SHA-256", e);
    }
  }

  /** The witness's name, as its cosignature lines carry it. */
  public String name() {
    return key.name();
  }

  /** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x04 ‖ key), as a big-endian number. */
  int id() {
    return id;
  }

  /**
   * When this witness says that it saw the checkpoint; empty unless it did sign that.
   *
   * @param text the checkpoint's text, with all of its lines
   * @param timestamped eight bytes of seconds since 1970, and the signature
   */
  Optional<Instant> verify(String text, byte[] timestamped) {
    if (timestamped.length != Long.BYTES + SIGNATURE_BYTES) {
      return Optional.empty();
    }
    long seconds = ByteBuffer.wrap(timestamped).getLong();
    if (seconds <= 0 || seconds > Instant.MAX.getEpochSecond()) {
      return Optional.empty();
    }
    byte[] signature = Arrays.copyOfRange(timestamped, Long.BYTES, timestamped.length);
    return key.verify(message(text, seconds), signature)
        ? Optional.of(Instant.ofEpochSecond(seconds))
        : Optional.empty();
  }

  /** What is signed: the statement's two lines and the checkpoint's. */
  static byte[] message(String text, long seconds) {
    return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WitnessKey that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return id;
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    byte[] typed = ByteBuffer.allocate(1 + RAW_BYTES).put(COSIGNATURE_V1).put(key.key()).array();
    return name()
        + "+"
        + HexFormat.of().toHexDigits(id)
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }
}
