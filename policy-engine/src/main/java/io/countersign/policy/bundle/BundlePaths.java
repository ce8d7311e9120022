package io.countersign.policy.bundle;

/** Names of files in a bundle. */
final class BundlePaths {
  private BundlePaths() {}

  /**
   * The path without the slash or {@code ./} that builders write in front ({@code opa build} writes
   * {@code /data.json}); empty for the bundle's own folder. Nothing is ever written to disk under
   * such a name, yet a name that would leave the folder is refused: it was made to deceive.
   */
  static String normalized(String bundle, String path, BundleLimits limits) throws BundleException {
    String shown = shown(path);
    if (path.length() > limits.maxPathLength()) {
      throw new BundleException(
          bundle,
          shown + " has a path longer than " + limits.maxPathLength() + " characters: shorten it");
    }
    if (path.indexOf('\\') >= 0 || path.chars().anyMatch(c -> c < 0x20 || c == 0x7F)) {
      throw new BundleException(
          bundle, shown + " has a backslash or a control character in its path: rename it");
    }
    String rest = path;
    if (rest.startsWith("./")) {
      rest = rest.substring(2);
    } else if (rest.startsWith("/")) {
      rest = rest.substring(1);
    }
    if (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    if (rest.isEmpty() || rest.equals(".")) {
      return "";
    }
    String[] segments = rest.split("/", -1);
    if (segments.length > limits.maxPathDepth()) {
      throw new BundleException(
          bundle, shown + " lies deeper than " + limits.maxPathDepth() + " folders: flatten it");
    }
    for (String segment : segments) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new BundleException(
            bundle,
            shown
                + " is no path inside the bundle (absolute, or with '..', '.' or '//'):"
                + " build the bundle with opa build");
      }
    }
    return rest;
  }

  /** The last segment. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The folder, empty for the bundle's own. */
  static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** The path for a message: short, without control characters. */
  static String shown(String path) {
    int end = Math.min(path.length(), 80);
    StringBuilder shown = new StringBuilder(end + 3);
    for (int i = 0; i < end; i++) {
      char c = path.charAt(i);
      shown.append(c < 0x20 || c == 0x7F ? '?' : c);
    }
    return end < path.length() ? shown.append("...").toString() : shown.toString();
  }
}
