package io.countersign.log.tlog;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The hashes of RFC 6962 §2.1: leaf {@code SHA-256(0x00 ‖ record)}, node {@code SHA-256(0x01 ‖ left
 * ‖ right)}. Not safe for use by several threads; make one each.
 */
final class TreeHasher {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest sha256 = sha256();

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The root of the empty tree: the hash of no bytes. */
  Hash empty() {
    return Hash.own(sha256.digest());
  }

  Hash leaf(byte[] record) {
    return leaf(record, 0, record.length);
  }

  Hash leaf(byte[] buffer, int offset, int length) {
    sha256.update(LEAF);
    sha256.update(buffer, offset, length);
    return Hash.own(sha256.digest());
  }

  /** Writes the hash of a record into {@code out}; nothing is copied on the way. */
  void leaf(byte[] buffer, int offset, int length, byte[] out, int at) {
    sha256.update(LEAF);
    sha256.update(buffer, offset, length);
    digest(out, at);
  }

  /**
   * How many of the {@code most} bytes from {@code offset} on are the record with this hash;
   * negative when no number of them is.
   */
  int length(byte[] buffer, int offset, int most, Hash leaf) {
    sha256.reset();
    sha256.update(LEAF);
    for (int length = 0; length <= most; length++) {
      if (leaf.equals(Hash.own(copy().digest()))) {
        sha256.reset();
        return length;
      }
      if (length < most) {
        sha256.update(buffer[offset + length]);
      }
    }
    sha256.reset();
    return -1;
  }

  private MessageDigest copy() {
    try {
      return (MessageDigest) sha256.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
    }
  }

  /** The root of a full tile. */
  Hash tile(byte[] full) {
    byte[] hashes = full.clone();
    for (int count = TileLayout.WIDTH / 2; count > 0; count /= 2) {
      for (int i = 0; i < count; i++) {
        sha256.update(NODE);
        sha256.update(hashes, 2 * i * Hash.SIZE, 2 * Hash.SIZE);
        digest(hashes, i * Hash.SIZE);
      }
    }
    return Hash.at(hashes, 0);
  }

  private void digest(byte[] out, int at) {
    try {
      sha256.digest(out, at, Hash.SIZE);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 value has 32 bytes", e);
    }
  }

  Hash node(Hash left, Hash right) {
    sha256.update(NODE);
    sha256.update(left.raw());
    sha256.update(right.raw());
    return Hash.own(sha256.digest());
  }

  /** The Merkle tree hash of a list of hashes (RFC 6962 §2.1). */
  Hash root(List<Hash> hashes) {
    if (hashes.isEmpty()) {
      return empty();
    }
    if (hashes.size() == 1) {
      return hashes.getFirst();
    }
    int split = Integer.highestOneBit(hashes.size() - 1);
    return node(root(hashes.subList(0, split)), root(hashes.subList(split, hashes.size())));
  }

  /** The root of the perfect subtree over {@code count} (a power of two) hashes of a tile. */
  Hash subtree(byte[] tile, int first, int count) {
    if (count == 1) {
      return Hash.at(tile, first * Hash.SIZE);
    }
    int half = count / 2;
    return node(subtree(tile, first, half), subtree(tile, first + half, half));
  }
}
