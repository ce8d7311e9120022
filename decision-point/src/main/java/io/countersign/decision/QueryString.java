package io.countersign.decision;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters in {@code application/x-www-form-urlencoded} form. */
final class QueryString {
  /** The parameter that carries a token (RFC 6750 §2.3), which we refuse. */
  private static final String TOKEN_PARAMETER = "access_token";

  /** Whatever some reader takes for the start of a parameter; a semicolon was one in HTML 4. */
  private static final String SEPARATORS = "?#&;";

  /** Stands where a token stood. */
  private static final String MASK = "***";

  private QueryString() {}

  static boolean hasCredential(String query) {
    return pieces(query).stream().anyMatch(piece -> isToken(name(piece)));
  }

  /** The text (a query, a form, a URI or a header that holds one) without the value of a token. */
  static String masked(String text) {
    if (text.indexOf('=') < 0 || !hasCredential(text)) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    for (String piece : pieces(text)) {
      String name = name(piece);
      kept.append(
          isToken(name) && name.length() < piece.length()
              ? piece.substring(0, name.length() + 1) + MASK
              : piece);
    }
    return kept.toString();
  }

  /** Separators and what stands between them; together they are the text. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      if (SEPARATORS.indexOf(text.charAt(at)) >= 0) {
        pieces.add(text.substring(start, at));
        pieces.add(text.substring(at, at + 1));
        start = at + 1;
      }
    }
    pieces.add(text.substring(start));
    return pieces;
  }

  /** What stands before the equals sign, as sent. */
  private static String name(String piece) {
    int equals = piece.indexOf('=');
    return equals < 0 ? piece : piece.substring(0, equals);
  }

  private static boolean isToken(String name) {
    return decode(name).equals(TOKEN_PARAMETER);
  }

  /** Values by name, each an array of strings, as {@code parsed_query} of opa-envoy-plugin. */
  static JsonObject toJson(String query) {
    JsonObject.Builder json = JsonObject.builder();
    parse(query).forEach((name, values) -> json.put(name, JsonArray.ofStrings(values)));
    return json.build();
  }

  private static Map<String, List<String>> parse(String query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        parameters.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformedEscape) {
      return text; // what cannot be decoded is shown to policy as it was sent
    }
  }
}
