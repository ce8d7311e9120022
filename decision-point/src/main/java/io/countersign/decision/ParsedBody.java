package io.countersign.decision;

import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request's body means.
 *
 * @param value null when there is none, when it was cut, or when it is not of a kind we read
 */
record ParsedBody(@Nullable JsonValue value) {
  private static final ParsedBody NONE = new ParsedBody(null);

  static ParsedBody of(AccessRequest request) {
    if (request.body().isEmpty() || request.body().truncated()) {
      return NONE;
    }
    byte[] bytes = request.body().toBytes();
    String type = contentType(request.headers());
    if (type.equals("application/x-www-form-urlencoded")) {
      return new ParsedBody(QueryString.toJson(new String(bytes, StandardCharsets.UTF_8)));
    }
    if (type.isEmpty() || type.equals("application/json") || type.endsWith("+json")) {
      try {
        return new ParsedBody(JsonParser.parse(bytes));
      } catch (JsonSyntaxException notJson) {
        return NONE; // no error: only a policy that reads the body minds
      }
    }
    return NONE;
  }

  /** The media type without parameters, lower case. */
  private static String contentType(Headers headers) {
    for (String value : headers.values("content-type")) {
      int semicolon = value.indexOf(';');
      return (semicolon < 0 ? value : value.substring(0, semicolon))
          .strip()
          .toLowerCase(Locale.ROOT);
    }
    return "";
  }

  @Nullable McpCall mcp() {
    return value == null ? null : McpCall.of(value).orElse(null);
  }
}
