package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.builtin.GlobToken.Times;
import java.util.BitSet;
import java.util.List;

/**
 * Whether two regular expressions in the style of globs have a text in common, found as OPA finds
 * it: tokens are taken pairwise, and a repeated one takes tokens of the other side for as long as
 * they meet. What did not work from two places is not tried again from there, so the work is
 * polynomial.
 */
final class GlobIntersection {
  private final EvaluationContext context;
  private final Side left;
  private final Side right;
  private final boolean endsMeet;
  private final BitSet failed = new BitSet();

  private record Side(List<GlobToken> tokens, boolean isLeft) {
    int size() {
      return tokens.size();
    }

    GlobToken get(int index) {
      return tokens.get(index);
    }

    boolean once(int index) {
      return get(index).times() == Times.ONCE;
    }
  }

  GlobIntersection(EvaluationContext context, List<GlobToken> left, List<GlobToken> right) {
    this.context = context;
    Side a = new Side(left, true);
    Side b = new Side(right, false);
    context.charge(1L + left.size() + right.size());
    int from = 0;
    boolean meet = true;
    while (meet && from < Math.min(a.size(), b.size()) && a.once(from) && b.once(from)) {
      meet = a.get(from).meets(b.get(from));
      from++;
    }
    // One token of each stays where some were taken, so that neither side becomes empty.
    from = Math.max(0, from - 1);
    int i = a.size() - 1;
    int j = b.size() - 1;
    while (meet && i >= from && j >= from && a.once(i) && b.once(j)) {
      meet = a.get(i).meets(b.get(j));
      i--;
      j--;
    }
    int kept = i < a.size() - 1 ? 2 : 1;
    this.endsMeet = meet;
    this.left = meet ? new Side(left.subList(from, i + kept), true) : a;
    this.right = meet ? new Side(right.subList(from, j + kept), false) : b;
  }

  boolean exists() {
    return endsMeet && pairwise(left, 0, right, 0);
  }

  private boolean pairwise(Side a, int i, Side b, int j) {
    int x = i;
    int y = j;
    while (x < a.size() && y < b.size()) {
      context.charge(1);
      if (!a.once(x)) {
        return repeated(a, x, b, y);
      }
      if (!b.once(y)) {
        return repeated(b, y, a, x);
      }
      if (!a.get(x).meets(b.get(y))) {
        return false;
      }
      x++;
      y++;
    }
    return x == a.size() && y == b.size();
  }

  /** The first side is at a repeated token. */
  private boolean repeated(Side a, int i, Side b, int j) {
    int places = a.isLeft() ? i * right.size() + j : j * right.size() + i;
    int key = 2 * places + (a.isLeft() ? 0 : 1);
    if (failed.get(key)) {
      return false;
    }
    boolean exists =
        a.get(i).times() == Times.ANY_NUMBER ? anyNumber(a, i, b, j) : atLeastOnce(a, i, b, j);
    if (!exists) {
      failed.set(key);
    }
    return exists;
  }

  private boolean atLeastOnce(Side a, int i, Side b, int j) {
    if (!a.get(i).meets(b.get(j))) {
      return false;
    }
    return anyNumber(a, i, b, j + 1) || (!b.once(j) && pairwise(a, i + 1, b, j));
  }

  private boolean anyNumber(Side a, int i, Side b, int from) {
    boolean isLast = i == a.size() - 1;
    for (int j = from; j < b.size(); j++) {
      context.charge(1);
      if (!isLast && a.get(i + 1).meets(b.get(j)) && pairwise(a, i + 1, b, j)) {
        return true;
      }
      if (!a.get(i).meets(b.get(j))) {
        return false;
      }
    }
    return isLast;
  }
}
