package io.countersign.policy.bundle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which bundle owns which root. */
final class RootOwners {
  private RootOwners() {}

  /**
   * A root of a bundle.
   *
   * @param prefix what everything below it begins with: {@code a/b/}; empty when it is all data
   */
  private record Owned(String prefix, Bundle owner) {
    static Owned of(String root, Bundle owner) {
      return new Owned(root.isEmpty() ? "" : root + "/", owner);
    }

    String shown() {
      return prefix.isEmpty()
          ? "all data (no roots in .manifest, or an empty one)"
          : "the root '" + BundlePaths.shown(prefix.substring(0, prefix.length() - 1)) + "'";
    }
  }

  /**
   * Returns only when no root lies in another's.
   *
   * @throws BundleException names both bundles
   */
  static void check(List<Bundle> bundles) throws BundleException {
    List<Owned> all = new ArrayList<>();
    for (Bundle bundle : bundles) {
      bundle.manifest().roots().forEach(root -> all.add(Owned.of(root, bundle)));
    }
    // What begins with a prefix follows it without a gap, so neighbours are all there is to
    // compare.
    all.sort(Comparator.comparing(Owned::prefix));
    for (int i = 1; i < all.size(); i++) {
      Owned outer = all.get(i - 1);
      Owned inner = all.get(i);
      if (inner.prefix().startsWith(outer.prefix())) {
        throw new BundleException(
            inner.owner().name(),
            "owns "
                + inner.shown()
                + ", and "
                + outer.owner().name()
                + " owns "
                + outer.shown()
                + ": give each bundle roots of its own");
      }
    }
  }
}
