package io.countersign.service.demo;

import io.countersign.decision.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of the demonstration and what must become of it.
 *
 * @param title what it shows
 * @param client whose certificate it comes with
 * @param body empty for none
 * @param refusal why it must be refused; null when it must be allowed
 */
public record DemoRequest(
    String title,
    DemoClient client,
    String method,
    String path,
    Map<String, String> headers,
    String body,
    @Nullable Reason refusal) {
  public DemoRequest {
    headers = Map.copyOf(headers);
  }
}
