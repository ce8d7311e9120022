package io.countersign.credentials.approval;

import io.countersign.decision.McpCall;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Names the very action that was approved. */
public final class ApprovedAction {
  private ApprovedAction() {}

  /**
   * SHA-256 of the RFC 8785 form of {@code {"method", "origin", "path", "tool"?,
   * "arguments_sha256"?}}; an approval has it in base64url as {@code action_sha256}. The arguments'
   * digest is in hexadecimal, as in the policy input. The query is not part of it.
   *
   * @param origin scheme, host, and the port unless it is the scheme's own, as {@code
   *     https://orders.example}
   * @param path as sent
   * @param call the MCP call of the body; null when there is none
   */
  public static Sha256 digest(String method, String origin, String path, @Nullable McpCall call) {
    JsonObject.Builder action =
        JsonObject.builder().put("method", method).put("origin", origin).put("path", path);
    if (call != null && call.tool() != null && call.arguments() != null) {
      action.put("tool", call.tool()).put("arguments_sha256", call.arguments().hex());
    }
    return Sha256.of(CanonicalJson.bytes(action.build()));
  }
}
