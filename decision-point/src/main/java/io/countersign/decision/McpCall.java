package io.countersign.decision;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call of the Model Context Protocol: a JSON-RPC 2.0 request.
 *
 * @param tool the tool called; null unless the method is {@code tools/call}
 * @param arguments digest of the canonical form (RFC 8785) of the tool's arguments, {@code {}} when
 *     there are none; null with the tool, and when a number in them is none that a double names,
 *     because then other arguments would have the same digest
 */
public record McpCall(String method, @Nullable String tool, @Nullable Sha256 arguments) {

  /**
   * The call that a request's body makes, read exactly as policy sees it; empty when the body is
   * none, was cut, or is not JSON.
   */
  public static Optional<McpCall> of(AccessRequest request) {
    return Optional.ofNullable(ParsedBody.of(request).mcp());
  }

  /** The call that a parsed body makes; empty when it is none. */
  public static Optional<McpCall> of(JsonValue body) {
    if (!(body instanceof JsonObject call)
        || !new JsonString("2.0").equals(call.get("jsonrpc"))
        || !(call.get("method") instanceof JsonString method)) {
      return Optional.empty();
    }
    JsonObject parameters = call.object("params").orElse(JsonObject.EMPTY);
    Optional<String> tool = parameters.string("name");
    if (!method.value().equals("tools/call") || tool.isEmpty()) {
      return Optional.of(new McpCall(method.value(), null, null));
    }
    JsonValue arguments = parameters.get("arguments");
    return Optional.of(
        new McpCall(
            method.value(), tool.get(), digest(arguments == null ? JsonObject.EMPTY : arguments)));
  }

  private static @Nullable Sha256 digest(JsonValue arguments) {
    return CanonicalJson.isFaithful(arguments) ? Sha256.of(CanonicalJson.bytes(arguments)) : null;
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("method", method)
        .put("tool", tool)
        .put("arguments_sha256", arguments == null ? null : arguments.hex())
        .build();
  }
}
