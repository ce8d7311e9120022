package io.countersign.log.tlog;

import java.util.Arrays;
import java.util.Base64;

/** A SHA-256 value of exactly 32 bytes; immutable. */
public final class Hash {
  /** Length in bytes. */
  public static final int SIZE = 32;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies a hash.
   *
   * @throws IllegalArgumentException when there are not exactly 32 bytes
   */
  public static Hash of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("a SHA-256 hash has 32 bytes, not " + bytes.length);
    }
    return new Hash(bytes.clone());
  }

  /** Copies the 32 bytes that start at {@code offset}. */
  static Hash at(byte[] tile, int offset) {
    return new Hash(Arrays.copyOfRange(tile, offset, offset + SIZE));
  }

  /** Takes over a freshly made digest that nobody else holds. */
  static Hash own(byte[] digest) {
    return new Hash(digest);
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, SIZE);
  }

  byte[] raw() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Standard base64 with padding, as checkpoints print it. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
