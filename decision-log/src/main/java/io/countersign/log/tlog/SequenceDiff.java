package io.countersign.log.tlog;

import java.util.ArrayList;
import java.util.List;

/**
 * The places where two sequences of hashes differ, by their longest common subsequence. Both are at
 * most a few hundred long.
 */
final class SequenceDiff {
  private SequenceDiff() {}

  /**
   * A place where {@code signed[signedFrom, signedTo)} should be, and {@code stored[storedFrom,
   * storedTo)} is; one of the two may be empty.
   */
  record Gap(int signedFrom, int signedTo, int storedFrom, int storedTo) {}

  /**
   * The gaps, in order: fewest records out of place. Records in the same number are compared place
   * by place when that explains as much.
   */
  static List<Gap> gaps(Hash[] signed, Hash[] stored) {
    List<Gap> moved = moved(signed, stored);
    if (signed.length != stored.length) {
      return moved;
    }
    List<Gap> changed = changed(signed, stored);
    return size(changed) <= size(moved) ? changed : moved;
  }

  /** How many records are missing or foreign; one that only differs in its place counts once. */
  private static int size(List<Gap> gaps) {
    int size = 0;
    for (Gap gap : gaps) {
      size +=
          gap.signedTo - gap.signedFrom == gap.storedTo - gap.storedFrom
              ? gap.signedTo - gap.signedFrom
              : gap.signedTo - gap.signedFrom + gap.storedTo - gap.storedFrom;
    }
    return size;
  }

  private static List<Gap> changed(Hash[] signed, Hash[] stored) {
    List<Gap> gaps = new ArrayList<>();
    int at = 0;
    while (at < signed.length) {
      int from = at;
      while (at < signed.length && !signed[at].equals(stored[at])) {
        at++;
      }
      if (at > from) {
        gaps.add(new Gap(from, at, from, at));
      } else {
        at++;
      }
    }
    return gaps;
  }

  private static List<Gap> moved(Hash[] signed, Hash[] stored) {
    int[][] common = lengths(signed, stored);
    List<Gap> gaps = new ArrayList<>();
    int a = 0;
    int b = 0;
    while (a < signed.length || b < stored.length) {
      int fromA = a;
      int fromB = b;
      while ((a < signed.length || b < stored.length) && !same(signed, a, stored, b)) {
        if (b == stored.length || (a < signed.length && common[a + 1][b] >= common[a][b + 1])) {
          a++;
        } else {
          b++;
        }
      }
      if (a > fromA || b > fromB) {
        gaps.add(new Gap(fromA, a, fromB, b));
      }
      while (same(signed, a, stored, b)) {
        a++;
        b++;
      }
    }
    return gaps;
  }

  private static boolean same(Hash[] signed, int a, Hash[] stored, int b) {
    return a < signed.length && b < stored.length && signed[a].equals(stored[b]);
  }

  /** The length of the longest common subsequence of what begins at each pair of places. */
  private static int[][] lengths(Hash[] signed, Hash[] stored) {
    int[][] common = new int[signed.length + 1][stored.length + 1];
    for (int a = signed.length - 1; a >= 0; a--) {
      for (int b = stored.length - 1; b >= 0; b--) {
        common[a][b] =
            signed[a].equals(stored[b])
                ? common[a + 1][b + 1] + 1
                : Math.max(common[a + 1][b], common[a][b + 1]);
      }
    }
    return common;
  }
}
