package io.countersign.decision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class McpCallTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "\"tools/call\"",
        "{}",
        "{\"method\":\"tools/call\"}",
        "{\"jsonrpc\":\"1.0\",\"method\":\"tools/call\"}",
        "{\"jsonrpc\":2.0,\"method\":\"tools/call\"}",
        "{\"jsonrpc\":\"2.0\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        // Batches left the protocol with its revision of 2025-06-18.
        "[{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"a\"}}]"
      })
  void otherJsonIsNoCall(String json) throws JsonSyntaxException {
    assertEquals(Optional.empty(), McpCall.of(JsonParser.parse(json.getBytes(UTF_8))));
  }

  @Test
  void otherMethodNamesNoTool() throws JsonSyntaxException {
    assertEquals(
        new McpCall("tools/list", null, null), call("tools/list", "{\"name\":\"refund\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null", "{\"name\":1}", "{\"arguments\":{}}"})
  void toolCallWithoutANameNamesNoTool(String parameters) throws JsonSyntaxException {
    assertEquals(new McpCall("tools/call", null, null), call("tools/call", parameters));
  }

  @Test
  void absentArgumentsAreTheEmptyObject() throws JsonSyntaxException {
    McpCall call = call("tools/call", "{\"name\":\"refund\"}");
    assertEquals("refund", call.tool());
    // SHA-256 of {}
    assertEquals(
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        String.valueOf(call.arguments()));
    assertEquals(call, call("tools/call", "{\"name\":\"refund\",\"arguments\":{}}"));
  }

  @Test
  void digestIsThatOfTheCanonicalArguments() throws JsonSyntaxException {
    McpCall call = refund("{ \"order\" : 7.0, \"amount\": 1e2 }");
    assertEquals(Sha256.of("{\"amount\":100,\"order\":7}".getBytes(UTF_8)), call.arguments());
    assertEquals(call, refund("{\"amount\":100,\"\\u006frder\":7}"));
    assertNotEquals(call, refund("{\"amount\":100,\"order\":\"7\"}"));
  }

  @Test
  void nullArgumentsAreNotAbsentOnes() throws JsonSyntaxException {
    assertNotEquals(refund("{}").arguments(), refund("null").arguments());
  }

  /** Both would have the canonical form of 2^53, and an approval of one would fit the other. */
  @Test
  void argumentsThatShareTheirCanonicalFormHaveNoDigest() throws JsonSyntaxException {
    assertNotNull(refund("{\"cents\":9007199254740992}").arguments());
    assertNull(refund("{\"cents\":9007199254740993}").arguments());
    assertNull(refund("{\"a\":[{\"b\":0.10000000000000000555}]}").arguments());
    assertEquals("refund", refund("{\"cents\":9007199254740993}").tool());
  }

  private static McpCall refund(String arguments) throws JsonSyntaxException {
    return call("tools/call", "{\"name\":\"refund\",\"arguments\":" + arguments + "}");
  }

  private static McpCall call(String method, String parameters) throws JsonSyntaxException {
    String json =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
            .formatted(method, parameters);
    return McpCall.of(JsonParser.parse(json.getBytes(UTF_8))).orElseThrow();
  }
}
