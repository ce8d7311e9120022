package io.countersign.credentials.approval;

import io.countersign.decision.McpCall;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The claim {@code action_sha256}: which action exactly was approved. */
public final class ApprovedAction {
  private ApprovedAction() {}

  /**
   * Base64url of SHA-256 over the canonical JSON (RFC 8785) of {@code method}, {@code origin}, {@code
   * path} and, for an MCP tool call, {@code tool} and {@code arguments_sha256}.
   *
   * @param origin as configured, such as {@code https://orders.example}
   * @param path as sent, without the query
   * @param call the MCP call in the body; null when there is none
   * @return empty when the tool's arguments have no digest that is theirs alone
   */
  public static Optional<String> digest(
      String method, String origin, String path, @Nullable McpCall call) {
    JsonObject.Builder action =
        JsonObject.builder().put("method", method).put("origin", origin).put("path", path);
    if (call != null && call.tool() != null) {
      if (call.arguments() == null) {
        return Optional.empty();
      }
      action.put("tool", call.tool()).put("arguments_sha256", call.arguments().hex());
    }
    return Optional.of(Sha256.of(CanonicalJson.bytes(action.build())).base64Url());
  }
}
