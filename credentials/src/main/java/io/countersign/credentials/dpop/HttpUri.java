package io.countersign.credentials.dpop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An {@code http} or {@code https} URI without query and fragment, in the normal form of RFC 3986
 * §6.2.2 and §6.2.3, so that equal means the same resource. A trailing slash is significant.
 *
 * @param scheme lower case
 * @param host lower case
 * @param port the scheme's own when none was given
 * @param path starts with a slash
 */
record HttpUri(String scheme, String host, int port, String path) {
  static final int MAX_LENGTH = 8192;

  private static final Pattern FORM =
      Pattern.compile("([A-Za-z]+)://([^/?#]*)([^?#]*)(?:\\?[^#]*)?(?:#.*)?", Pattern.DOTALL);
  private static final Pattern AUTHORITY =
      Pattern.compile("([A-Za-z0-9._~-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{0,5}))?");

  /** RFC 3986 appendix A: what may stand in a path beside percent-encodings. */
  private static final String PATH_CHARACTERS = "-._~!$&'()*+,;=:@/";

  /**
   * The URI; empty when it is no absolute http or https URI, names a user, or breaks the syntax.
   */
  static Optional<HttpUri> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.length() > MAX_LENGTH || !form.matches()) {
      return Optional.empty();
    }
    String scheme = form.group(1).toLowerCase(Locale.ROOT);
    return of(scheme, form.group(2), form.group(3));
  }

  /** The URI of these parts; empty as in {@link #parse}. */
  static Optional<HttpUri> of(String scheme, String authority, String path) {
    Matcher parts = AUTHORITY.matcher(authority);
    int ownPort = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1;
    String normalPath = normalise(path);
    if (ownPort < 0 || !parts.matches() || normalPath == null) {
      return Optional.empty();
    }
    String given = parts.group(2);
    int port = given == null || given.isEmpty() ? ownPort : Integer.parseInt(given);
    if (port < 1 || port > 65_535) {
      return Optional.empty();
    }
    String host = parts.group(1).toLowerCase(Locale.ROOT);
    return Optional.of(new HttpUri(scheme, host, port, normalPath));
  }

  boolean hasOriginOf(HttpUri other) {
    return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
  }

  /** Scheme, host, and port unless it is the scheme's own. */
  String origin() {
    boolean own = port == (scheme.equals("https") ? 443 : 80);
    return scheme + "://" + host + (own ? "" : ":" + port);
  }

  /** Null when the path breaks the syntax. */
  private static @Nullable String normalise(String path) {
    if (path.isEmpty()) {
      return "/"; // RFC 3986 §6.2.3
    }
    if (path.charAt(0) != '/') {
      return null;
    }
    String decoded = decodeUnreserved(path);
    return decoded == null ? null : removeDotSegments(decoded);
  }

  /** RFC 3986 §6.2.2.1 and §6.2.2.2; a percent-encoded reserved character stays encoded. */
  private static @Nullable String decodeUnreserved(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int at = 0; at < path.length(); at++) {
      char c = path.charAt(at);
      if (c == '%') {
        int octet = octet(path, at + 1);
        if (octet < 0) {
          return null;
        }
        if (isUnreserved((char) octet)) {
          out.append((char) octet);
        } else {
          out.append(path.substring(at, at + 3).toUpperCase(Locale.ROOT));
        }
        at += 2;
      } else if (isLetterOrDigit(c) || PATH_CHARACTERS.indexOf(c) >= 0) {
        out.append(c);
      } else {
        return null;
      }
    }
    return out.toString();
  }

  private static int octet(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = hexDigit(text.charAt(at));
    int low = hexDigit(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  /** Unlike {@link Character#digit}, ASCII only. */
  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static boolean isUnreserved(char c) {
    return isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** RFC 3986 §5.2.4 for a path that starts with a slash. */
  private static String removeDotSegments(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    List<String> kept = new ArrayList<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean up = segments[i].equals("..");
      boolean dots = up || segments[i].equals(".");
      if (up && !kept.isEmpty()) {
        kept.removeLast();
      }
      if (!dots) {
        kept.add(segments[i]);
      } else if (i == segments.length - 1) {
        kept.add(""); // a last dot segment leaves its slash
      }
    }
    return "/" + String.join("/", kept);
  }
}
