package io.countersign.log.tlog;

import io.countersign.log.tlog.TileLayout.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The root of a tree as its partial tiles at the right edge give it (RFC 6962 §2.1). */
final class RightEdge {
  private RightEdge() {}

  /**
   * The root.
   *
   * @param parts the partial tiles, lowest level first, as {@link TileLayout#rightEdge} has them
   * @param contents the hashes of each, of which only as many count as its part is wide
   */
  static Hash root(TreeHasher hasher, List<Part> parts, List<byte[]> contents) {
    Hash root = null;
    for (int i = 0; i < parts.size(); i++) {
      int end = parts.get(i).width();
      while (end > 0) {
        int count = Integer.lowestOneBit(end);
        Hash subtree = hasher.subtree(contents.get(i), end - count, count);
        root = root == null ? subtree : hasher.node(subtree, root);
        end -= count;
      }
    }
    return root == null ? hasher.empty() : root;
  }

  /**
   * Chooses one content for each part so that together they have {@code root}; null when no choice
   * does. There are at most eight parts, and few contents for each.
   */
  static @Nullable List<byte[]> choose(
      TreeHasher hasher, List<Part> parts, List<List<byte[]>> contents, Hash root) {
    return choose(hasher, parts, contents, root, new ArrayList<>());
  }

  private static @Nullable List<byte[]> choose(
      TreeHasher hasher,
      List<Part> parts,
      List<List<byte[]>> contents,
      Hash root,
      List<byte[]> chosen) {
    if (chosen.size() == parts.size()) {
      return root(hasher, parts, chosen).equals(root) ? List.copyOf(chosen) : null;
    }
    for (byte[] each : contents.get(chosen.size())) {
      chosen.add(each);
      List<byte[]> found = choose(hasher, parts, contents, root, chosen);
      if (found != null) {
        return found;
      }
      chosen.removeLast();
    }
    return null;
  }
}
