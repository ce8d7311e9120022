package io.countersign.log.tlog;

import java.util.List;

/** Verification of proofs; each binds the index and the sizes it is checked for. */
public final class Proofs {
  private Proofs() {}

  /** The hash of a record as a leaf (RFC 6962 §2.1). */
  public static Hash leafHash(byte[] record) {
    return new TreeHasher().leaf(record);
  }

  /**
   * Whether {@code proof} shows that {@code leaf} is record {@code index} of the tree (RFC 9162
   * §2.1.3.2).
   */
  public static boolean verifyInclusion(
      long index, long size, Hash leaf, List<Hash> proof, Hash root) {
    if (index < 0 || index >= size) {
      return false;
    }
    TreeHasher hasher = new TreeHasher();
    long fn = index;
    long sn = size - 1;
    Hash r = leaf;
    for (Hash p : proof) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = hasher.node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        r = hasher.node(r, p);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && r.equals(root);
  }

  /**
   * Whether {@code proof} shows that the tree of {@code newSize} records begins with that of {@code
   * oldSize} (RFC 9162 §2.1.4.2). The empty tree is the beginning of each; for equal sizes the
   * roots are the same and the proof is empty.
   */
  public static boolean verifyConsistency(
      long oldSize, long newSize, Hash oldRoot, Hash newRoot, List<Hash> proof) {
    if (oldSize < 0 || oldSize > newSize) {
      return false;
    }
    TreeHasher hasher = new TreeHasher();
    if (oldSize == newSize) {
      return proof.isEmpty() && oldRoot.equals(newRoot);
    }
    if (oldSize == 0) {
      return proof.isEmpty() && oldRoot.equals(hasher.empty());
    }
    if (proof.isEmpty()) {
      return false;
    }
    long fn = oldSize - 1;
    long sn = newSize - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    // Step 1: for an old size that is a power of two, its root stands for the first hash.
    boolean power = Long.bitCount(oldSize) == 1;
    Hash fr = power ? oldRoot : proof.getFirst();
    Hash sr = fr;
    for (Hash c : power ? proof : proof.subList(1, proof.size())) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = hasher.node(c, fr);
        sr = hasher.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sr = hasher.node(sr, c);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && fr.equals(oldRoot) && sr.equals(newRoot);
  }
}
