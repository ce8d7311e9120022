package io.countersign.log.tlog;

import java.util.Arrays;

/** The leaf hashes of the records of a bundle, taken straight from its bytes. */
final class BundleLeaves {
  private final byte[] hashes;
  private final int count;
  private final boolean whole;

  private BundleLeaves(byte[] hashes, int count, boolean whole) {
    this.hashes = hashes;
    this.count = count;
    this.whole = whole;
  }

  /**
   * Hashes the whole records at the beginning of {@code bundle}, {@code most} of them at most.
   *
   * @param check looks at each record before it is hashed
   */
  static BundleLeaves of(TreeHasher hasher, byte[] bundle, int most, Visitor check) {
    byte[] hashes = new byte[most * Hash.SIZE];
    int count = 0;
    int at = 0;
    while (count < most && bundle.length - at >= 2) {
      int length = Byte.toUnsignedInt(bundle[at]) << 8 | Byte.toUnsignedInt(bundle[at + 1]);
      if (bundle.length - at - 2 < length) {
        break;
      }
      hasher.leaf(bundle, at + 2, length, hashes, count * Hash.SIZE);
      check.visit(count, at + 2, length);
      at += 2 + length;
      count++;
    }
    return new BundleLeaves(
        count == most ? hashes : Arrays.copyOf(hashes, count * Hash.SIZE),
        count,
        at == bundle.length);
  }

  /** Sees each record. */
  interface Visitor {
    Visitor NONE = (slot, offset, length) -> {};

    void visit(int slot, int offset, int length);
  }

  byte[] hashes() {
    return hashes;
  }

  int count() {
    return count;
  }

  /** Whether nothing follows the last record. */
  boolean whole() {
    return whole;
  }

  Hash hash(int slot) {
    return Hash.at(hashes, slot * Hash.SIZE);
  }

  /** Where the length of record {@code slot} stands, all before it being whole. */
  static int start(byte[] bundle, int slot) {
    int at = 0;
    for (int i = 0; i < slot; i++) {
      at += 2 + (Byte.toUnsignedInt(bundle[at]) << 8 | Byte.toUnsignedInt(bundle[at + 1]));
    }
    return at;
  }
}
