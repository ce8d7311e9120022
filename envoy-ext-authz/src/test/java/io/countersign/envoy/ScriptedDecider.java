package io.countersign.envoy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Decision;
import io.countersign.decision.DecisionId;
import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.QueryParameter;
import io.countersign.decision.Reason;
import io.countersign.decision.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Does what the request's {@code x-test-} fields say, denies without them, and remembers. */
final class ScriptedDecider implements Decider {
  static final String SECRET = "what only the log may say";
  static final DecisionId ID = new DecisionId("01890a5d-ac96-774b-bcce-b302099a8057");
  static final Header CHALLENGE =
      new Header("www-authenticate", "DPoP error=\"invalid_token\", algs=\"ES256\"");

  private final Queue<AccessRequest> seen = new ConcurrentLinkedQueue<>();

  @Override
  public Decision decide(AccessRequest request) {
    seen.add(request);
    Decision.Summary summary = new Decision.Summary(ID, "spiffe://prod.example/a", "team-a", null);
    breakAsTold(request);
    if (request.defect() != null) {
      return new Decision.Deny(summary, request.defect(), List.of(), Effects.NONE);
    }
    Effects effects = effects(request);
    if (request.headers().values("x-test-allow").equals(List.of("yes"))
        || request.headers().values("authorization").equals(List.of("test yes"))) {
      return new Decision.Allow(summary, effects);
    }
    String reason = first(request, "x-test-reason", Reason.NO_CREDENTIAL.name());
    return new Decision.Deny(summary, Reason.valueOf(reason), List.of(CHALLENGE), effects);
  }

  private static void breakAsTold(AccessRequest request) {
    switch (first(request, "x-test-break", "")) {
      case "runtime" -> throw new IllegalStateException(SECRET);
      case "stack" -> throw new StackOverflowError(SECRET);
      case "assertion" -> throw new AssertionError(SECRET);
      case "linkage" -> throw new NoClassDefFoundError(SECRET);
      default -> {}
    }
  }

  private static Effects effects(AccessRequest request) {
    return switch (first(request, "x-test-effects", "")) {
      case "all" ->
          new Effects(
              List.of(new Header("x-role", "reader")),
              List.of("x-secret"),
              List.of(new Header("x-answer", "1"), new Header("x-answer", "2")),
              List.of(new QueryParameter("Tenant", "acme")),
              List.of("debug"),
              JsonObject.builder().put("zone", "b").build(),
              0,
              "",
              JsonObject.EMPTY);
      case "redirect" ->
          new Effects(
              List.of(),
              List.of(),
              List.of(new Header("location", "https://login.example/")),
              List.of(),
              List.of(),
              JsonObject.EMPTY,
              302,
              "",
              JsonObject.EMPTY);
      case "page" ->
          new Effects(
              List.of(),
              List.of(),
              List.of(
                  new Header("content-type", "text/html"),
                  new Header("cache-control", "no-cache"),
                  new Header("x-countersign-decision", "forged")),
              List.of(),
              List.of(),
              JsonObject.EMPTY,
              451,
              "<p>no</p>",
              JsonObject.EMPTY);
      case "split" ->
          new Effects(
              List.of(new Header("x-role", "a\r\nx-admin: true")),
              List.of(),
              List.of(new Header("x-answer", "a\r\nset-cookie: b")),
              List.of(),
              List.of(),
              JsonObject.EMPTY,
              0,
              "",
              JsonObject.EMPTY);
      case "endless" -> effects(deep());
      default -> Effects.NONE;
    };
  }

  private static Effects effects(JsonObject metadata) {
    return new Effects(
        List.of(), List.of(), List.of(), List.of(), List.of(), metadata, 0, "", JsonObject.EMPTY);
  }

  /** Deeper than the stack. */
  private static JsonObject deep() {
    JsonObject json = JsonObject.EMPTY;
    for (int i = 0; i < 200_000; i++) {
      json = JsonObject.builder().put("a", json).build();
    }
    return json;
  }

  /** Envoy's HTTP protocol passes fields of ours only. */
  private static String first(AccessRequest request, String name, String absent) {
    List<String> values = new ArrayList<>(request.headers().values(name));
    values.addAll(request.headers().values(name.replace("x-test-", "x-countersign-")));
    return values.isEmpty() ? absent : values.getFirst();
  }

  void forget() {
    seen.clear();
  }

  int count() {
    return seen.size();
  }

  /** The latest request. */
  AccessRequest last() {
    return seen.stream().reduce((earlier, later) -> later).orElseThrow();
  }
}
