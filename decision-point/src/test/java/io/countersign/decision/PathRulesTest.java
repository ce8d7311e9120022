package io.countersign.decision;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Dot segments, plain and encoded in every mixture
        "/.",
        "/..",
        "/a/.",
        "/a/..",
        "/./a",
        "/../a",
        "/a/../b",
        "/a/./b",
        "/a/%2e%2e/b",
        "/a/%2E%2E/b",
        "/a/%2e/b",
        "/a/.%2e/b",
        "/a/%2E./b",
        "/a/%2e%2E",
        // Path parameters that some servers cut off before they resolve the dots
        "/a/..;/b",
        "/a/..;x=1/b",
        "/a/.;/b",
        "/a/%2e%2e;/b",
        "/a/..%3b/b",
        "/a/..%3Bx/b",
        "/a;x/../b",
        // Encoded slashes and backslashes
        "/a%2fb",
        "/a%2Fb",
        "/%2F",
        "/a\\b",
        "/..\\b",
        "/a%5cb",
        "/a%5Cb",
        // NUL, other control characters, white space
        "/a%00",
        "/a\0b",
        "/a\tb",
        "/a\r\nb",
        "/a b",
        "/a\u007Fb",
        // A second reader stops at the fragment; a query belongs elsewhere
        "/a#/../b",
        "/a#",
        "/a?b",
        // Bytes past ASCII: some servers fold a full-width full stop or slash into the plain one
        "/ä",
        "/\uFF0E\uFF0E/a",
        "/a\uFF0Fb",
        "/a\u2028b",
        // Malformed percent-encoding
        "/%",
        "/a%",
        "/a%2",
        "/a%2/",
        "/%zz",
        "/%2z",
        "/%z2",
        "/%-1",
        "/%+2",
        "/%u002e",
        "/%\uFF12\uFF25",
        "/%%32%65",
        // A reference that starts with two slashes names an authority (RFC 3986 §4.2)
        "//",
        "//evil.example/a",
        "///a"
      })
  void pathThatTwoReadersCouldReadDifferentlyIsRefused(String path) {
    assertTrue(PathRules.STRICT.refuses(path));
    assertFalse(PathRules.LENIENT.refuses(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "*",
        "/a",
        "/a/",
        "/a/b/c",
        "/a.b",
        "/.well-known/jwks.json",
        "/..a",
        "/a..",
        "/...",
        "/a/%20b",
        "/%C3%A4",
        "/a;x=1/b;y",
        "/a:b@c!$&'()*+,;=-_~",
        "/a%3Fb",
        "/a%23b",
        // Decoded once this is "%2e%2e", a name like any other. Only a reader that decodes twice
        // sees dots, and such a reader makes something of every encoded per cent sign: what policy
        // matched is then never what it serves, so refusing this one would help nobody.
        "/a/%252e%252e/b",
        "/a%252fb",
        // An empty segment is a segment (RFC 3986 §3.3), and keys of object stores have them.
        // Policy sees it as "" in parsed_path; a gateway that merges slashes does so before it
        // asks.
        "/a//b",
        "/a//"
      })
  void plainPathIsTaken(String path) {
    assertFalse(PathRules.STRICT.refuses(path));
  }
}
