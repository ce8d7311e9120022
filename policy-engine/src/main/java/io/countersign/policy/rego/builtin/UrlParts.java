package io.countersign.policy.rego.builtin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The parts of a URL as Go's {@code net/url} takes it apart: leniently, with the path unescaped.
 *
 * @param members {@code scheme}, {@code hostname}, {@code port}, {@code path}, {@code raw_path},
 *     {@code raw_query}, {@code fragment}; those that are empty are left out
 */
record UrlParts(Map<String, String> members) {
  UrlParts {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  static UrlParts parse(String url) throws BuiltinException {
    for (int i = 0; i < url.length(); i++) {
      if (url.charAt(i) < 0x20 || url.charAt(i) == 0x7f) {
        throw wrong("net/url: invalid control character in URL");
      }
    }
    Map<String, String> parts = new LinkedHashMap<>();
    String rest = url;
    int hash = rest.indexOf('#');
    if (hash >= 0) {
      put(parts, "fragment", UrlQuery.unescape(rest.substring(hash + 1), false));
      rest = rest.substring(0, hash);
    }
    int colon = schemeEnd(rest);
    if (colon > 0) {
      put(parts, "scheme", rest.substring(0, colon).toLowerCase(Locale.ROOT));
      rest = rest.substring(colon + 1);
    }
    int question = rest.indexOf('?');
    if (question >= 0) {
      put(parts, "raw_query", rest.substring(question + 1));
      rest = rest.substring(0, question);
    }
    if (!rest.startsWith("/") && colon > 0) {
      return new UrlParts(parts); // opaque, as in mailto:
    }
    if (colon <= 0 && !rest.startsWith("/")) {
      int slash = rest.indexOf('/');
      if (rest.substring(0, slash < 0 ? rest.length() : slash).indexOf(':') >= 0) {
        throw wrong("first path segment in URL cannot contain colon");
      }
    }
    if (rest.startsWith("//") && (colon > 0 || !rest.startsWith("///"))) {
      int slash = rest.indexOf('/', 2);
      authority(rest.substring(2, slash < 0 ? rest.length() : slash), parts);
      rest = slash < 0 ? "" : rest.substring(slash);
    }
    if (!rest.isEmpty()) {
      put(parts, "path", UrlQuery.unescape(rest, false));
      put(parts, "raw_path", rest);
    }
    return new UrlParts(parts);
  }

  /** Where the scheme's colon is; 0 when there is none. */
  private static int schemeEnd(String url) throws BuiltinException {
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (c == ':') {
        if (i == 0) {
          throw wrong("missing protocol scheme");
        }
        return i;
      }
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && (i == 0 || !other)) {
        return 0;
      }
    }
    return 0;
  }

  private static void authority(String authority, Map<String, String> parts)
      throws BuiltinException {
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    String port = "";
    if (host.startsWith("[")) {
      int end = host.lastIndexOf(']');
      if (end < 0) {
        throw wrong("missing ']' in host");
      }
      port = host.substring(end + 1);
      host = host.substring(1, end);
    } else {
      int colon = host.lastIndexOf(':');
      if (colon >= 0) {
        port = host.substring(colon);
        host = host.substring(0, colon);
      }
    }
    if (!port.isEmpty() && !port.matches(":[0-9]*")) {
      throw wrong("invalid port \"" + port + "\" after host");
    }
    for (int i = 0; i < host.length(); i++) {
      if (" <>\"\\^`{|}".indexOf(host.charAt(i)) >= 0) {
        throw wrong("invalid character \"" + host.charAt(i) + "\" in host name");
      }
    }
    put(parts, "hostname", UrlQuery.unescape(host, false));
    put(parts, "port", port.isEmpty() ? "" : port.substring(1));
  }

  private static void put(Map<String, String> parts, String name, String value) {
    if (!value.isEmpty()) {
      parts.put(name, value);
    }
  }

  private static BuiltinException wrong(String problem) {
    return BuiltinException.of("parse: " + problem);
  }
}
