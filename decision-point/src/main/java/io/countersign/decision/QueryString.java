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

  /** Stands where a token stood. */
  private static final String MASK = "***";

  private QueryString() {}

  static boolean hasCredential(String query) {
    return parse(query).containsKey(TOKEN_PARAMETER);
  }

  /** The query without the value of a token. */
  static String masked(String query) {
    if (!hasCredential(query)) {
      return query;
    }
    List<String> kept = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      boolean secret = equals >= 0 && decode(pair.substring(0, equals)).equals(TOKEN_PARAMETER);
      kept.add(secret ? pair.substring(0, equals + 1) + MASK : pair);
    }
    return String.join("&", kept);
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
