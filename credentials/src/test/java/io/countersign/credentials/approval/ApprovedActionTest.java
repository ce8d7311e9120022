package io.countersign.credentials.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.decision.McpCall;
import io.countersign.decision.Sha256;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Whoever issues approvals computes these digests too, so they never change. */
class ApprovedActionTest {
  @Test
  void callWithoutArgumentsIsOneWithEmptyArguments() {
    String golden =
        "{\"arguments_sha256\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\","
            + "\"method\":\"POST\",\"origin\":\"https://o.example\",\"path\":\"/\",\"tool\":\"t\"}";
    McpCall call = new McpCall("tools/call", "t", Sha256.of(utf8("{}")));
    assertEquals(
        Sha256.of(utf8(golden)), ApprovedAction.digest("POST", "https://o.example", "/", call));
  }

  /** By {@code printf %s '{"method":…}' | openssl dgst -sha256 -binary | basenc --base64url}. */
  @Test
  void digestOfAnActionNeverChanges() {
    assertEquals(
        "zNBTapDUiqQHS7ZPdYqNye4zJ6nZWMNdli93b-hbLkc",
        ApprovedAction.digest("DELETE", "https://orders.example", "/orders/7", null).base64Url());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
