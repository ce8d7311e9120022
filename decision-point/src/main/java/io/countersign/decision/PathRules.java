package io.countersign.decision;

import java.util.HexFormat;
import java.util.Locale;

/** What a path may look like. */
public enum PathRules {
  /**
   * Refuses what a gateway, an upstream and a policy could read differently: dot segments, encoded
   * slashes, backslashes and NULs, plain or percent-encoded, malformed percent-encoding, and what
   * no path may hold (RFC 3986 §3.3): white space, control characters, a fragment, bytes past
   * ASCII. Two slashes at the start too: as a reference (§4.2) that is an authority.
   */
  STRICT,
  /** Takes the path as sent; policy sees it undecoded. */
  LENIENT;

  boolean refuses(String path) {
    return this == STRICT && isAmbiguous(path);
  }

  private static boolean isAmbiguous(String path) {
    String folded = path.toLowerCase(Locale.ROOT);
    if (!path.chars().allMatch(PathRules::mayStandInPath)
        || hasMalformedEscape(path)
        || path.startsWith("//")
        || folded.contains("%2f")
        || folded.contains("%5c")
        || folded.contains("%00")) {
      return true;
    }
    String dotted = folded.replace("%2e", ".").replace("%3b", ";");
    for (String segment : dotted.split("/", -1)) {
      // A path parameter after the dots does not stop some servers from resolving them.
      int parameter = segment.indexOf(';');
      String name = parameter < 0 ? segment : segment.substring(0, parameter);
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayStandInPath(int character) {
    return character > ' '
        && character < 0x7F
        && character != '\\'
        && character != '#'
        && character != '?';
  }

  private static boolean hasMalformedEscape(String path) {
    for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
      if (at + 2 >= path.length()
          || !HexFormat.isHexDigit(path.charAt(at + 1))
          || !HexFormat.isHexDigit(path.charAt(at + 2))) {
        return true;
      }
    }
    return false;
  }
}
