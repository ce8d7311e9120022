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
  private static final String AMBIGUOUS = "*";

  static ParsedBody of(AccessRequest request) {
    if (request.body().isEmpty() || request.body().truncated()) {
      return NONE;
    }
    byte[] bytes = request.body().toBytes();
    if (isForm(request.headers())) {
      String form = QueryString.masked(new String(bytes, StandardCharsets.UTF_8));
      return new ParsedBody(QueryString.toJson(form));
    }
    String type = contentType(request.headers());
    if (type.isEmpty() || type.equals("application/json") || type.endsWith("+json")) {
      try {
        return new ParsedBody(JsonParser.parse(bytes));
      } catch (JsonSyntaxException notJson) {
        return NONE; // no error: only a policy that reads the body minds
      }
    }
    return NONE;
  }

  /** Whether the body is a form, which may carry a token (RFC 6750 §2.2). */
  static boolean isForm(Headers headers) {
    return contentType(headers).equals("application/x-www-form-urlencoded");
  }

  /**
   * The media type without parameters, lower case; empty when there is none. Of several the
   * upstream may go by another than we would, so they name no type that we read.
   */
  private static String contentType(Headers headers) {
    String value = String.join(",", headers.values("content-type"));
    if (value.indexOf(',') >= 0) {
      return AMBIGUOUS;
    }
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  @Nullable McpCall mcp() {
    return value == null ? null : McpCall.of(value).orElse(null);
  }
}
