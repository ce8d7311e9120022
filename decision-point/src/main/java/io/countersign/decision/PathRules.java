package io.countersign.decision;

import java.util.Locale;

/** What a path may look like. */
public enum PathRules {
  /**
   * Refuses what a gateway, an upstream and a policy could read differently: dot segments, encoded
   * slashes, backslashes and NULs, plain or percent-encoded, and malformed percent-encoding.
   */
  STRICT,
  /** Takes the path as sent; policy sees it undecoded. */
  LENIENT;

  boolean refuses(String path) {
    return this == STRICT && isAmbiguous(path);
  }

  private static boolean isAmbiguous(String path) {
    String folded = path.toLowerCase(Locale.ROOT);
    if (hasMalformedEscape(folded)
        || folded.contains("%2f")
        || folded.contains("\\")
        || folded.contains("%5c")
        || folded.indexOf('\0') >= 0
        || folded.contains("%00")) {
      return true;
    }
    for (String segment : folded.replace("%2e", ".").split("/", -1)) {
      // A path parameter after the dots does not stop some servers from resolving them.
      int parameter = segment.indexOf(';');
      String name = parameter < 0 ? segment : segment.substring(0, parameter);
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasMalformedEscape(String path) {
    for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
      if (at + 2 >= path.length()
          || Character.digit(path.charAt(at + 1), 16) < 0
          || Character.digit(path.charAt(at + 2), 16) < 0) {
        return true;
      }
    }
    return false;
  }
}
