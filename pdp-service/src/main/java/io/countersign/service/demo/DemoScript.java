package io.countersign.service.demo;

import io.countersign.credentials.approval.ApprovedAction;
import io.countersign.decision.McpCall;
import io.countersign.decision.Reason;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The five requests of the demonstration, in the order they are sent. */
final class DemoScript {
  private static final String ORDER = "/api/v1/orders/42";
  private static final String MCP = "/mcp";
  private static final String REFUND =
      """
      {"jsonrpc":"2.0","id":1,"method":"tools/call",
       "params":{"name":"refund_order","arguments":{"order":"42","amount":"19.90"}}}\
      """;

  private DemoScript() {}

  static List<DemoRequest> of(DemoWorld world) {
    DemoClient shop = world.shop();
    String token = world.token(shop, "orders:read");
    Map<String, String> bound = bound(world, shop, "GET", ORDER, token);
    Map<String, String> stolen = bound(world, world.stranger(), "GET", ORDER, token);
    String strangersToken = world.token(world.stranger(), "orders:read");
    Map<String, String> unregistered = bound(world, world.stranger(), "GET", ORDER, strangersToken);
    return List.of(
        get("a bound token", shop, bound, null),
        get("the same token, stolen", world.stranger(), stolen, Reason.DPOP_KEY_MISMATCH),
        get("a replayed proof", shop, bound, Reason.DPOP_REPLAYED),
        get(
            "an unregistered workload",
            world.stranger(),
            unregistered,
            Reason.UNREGISTERED_IDENTITY),
        toolCall(world));
  }

  private static DemoRequest toolCall(DemoWorld world) {
    DemoClient assistant = world.assistant();
    String token = world.token(assistant, "tools");
    Map<String, String> headers = new HashMap<>(bound(world, assistant, "POST", MCP, token));
    headers.put("content-type", "application/json");
    headers.put("x-countersign-approval", approval(world, assistant));
    return new DemoRequest(
        "an agent's tool call with approval", assistant, "POST", MCP, headers, REFUND, null);
  }

  /** Consent to this very call: the digest covers the tool and its arguments. */
  private static String approval(DemoWorld world, DemoClient assistant) {
    String action = ApprovedAction.digest("POST", DemoWorld.ORIGIN, MCP, refundCall()).base64Url();
    return world.approval(assistant, action, "refund_order");
  }

  private static McpCall refundCall() {
    try {
      return McpCall.of(JsonParser.parse(REFUND.getBytes(StandardCharsets.UTF_8))).orElseThrow();
    } catch (JsonSyntaxException impossible) {
      throw new IllegalStateException("the demonstration's own call is no JSON", impossible);
    }
  }

  private static DemoRequest get(
      String title, DemoClient client, Map<String, String> headers, @Nullable Reason refusal) {
    return new DemoRequest(title, client, "GET", ORDER, headers, "", refusal);
  }

  private static Map<String, String> bound(
      DemoWorld world, DemoClient client, String method, String path, String token) {
    String proof = client.proof(method, DemoWorld.ORIGIN + path, token, world.now());
    return Map.of("authorization", "DPoP " + token, "dpop", proof);
  }
}
