package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Policy;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Reason;
import io.countersign.decision.RequestBody;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShadowLogTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final Verdict ALLOW = new Verdict.Allow(Effects.NONE, JsonBoolean.TRUE);
  private static final Policy ACTIVE = ShadowTrial.policy("active", input -> ALLOW);
  private static final Policy CANDIDATE = ShadowTrial.policy("candidate", input -> ALLOW);

  private final List<String> lines = new ArrayList<>();
  private final ShadowLog log = new ShadowLog(lines::add, 0);

  private static Verdict deny(String... codes) {
    return new Verdict.Deny(Reason.POLICY_DENIED, List.of(codes), Effects.NONE, null);
  }

  private void wouldDeny(PolicyInput input) {
    log.difference(ShadowComparison.WOULD_DENY, input, ALLOW, deny("TOO_LATE"));
  }

  @Test
  void nothingOfTheRequestIsToldButWhoAskedForWhat() {
    String secret = "s3cr3t";
    AccessRequest request =
        AccessRequest.builder()
            .method("GET")
            .authority(secret + ".example")
            .target("/orders?access_token=" + secret)
            .headers(Headers.of(new Header("authorization", "Bearer " + secret)))
            .body(new RequestBody(ByteBuffer.wrap(secret.getBytes(StandardCharsets.UTF_8)), false))
            .build();
    PolicyInput input =
        new PolicyInput(JsonObject.builder().put("x", secret).build(), request, Instant.EPOCH);
    Verdict candidate =
        new Verdict.Deny(
            Reason.NO_GRANT,
            List.of("NO_GRANT", "token " + secret, secret),
            Effects.NONE,
            JsonObject.builder().put("y", secret).build());
    log.difference(ShadowComparison.WOULD_DENY, input, ALLOW, candidate);
    log.failure(input, new IllegalStateException(secret));
    assertEquals(
        List.of(
            "shadow: the candidate would deny GET /orders of nobody: ALLOWED, not NO_GRANT",
            "shadow: the candidate fails on GET /orders of nobody: IllegalStateException"),
        lines);
  }

  @Test
  void aRequestForgesNoLine() {
    PolicyInput input =
        new PolicyInput(
            JsonObject.builder()
                .put("subject", JsonObject.builder().put("id", "a\nb\u2028c\u202Ed").build())
                .build(),
            AccessRequest.builder()
                .method("GET\r\n")
                .authority("a.example")
                .target("/" + "x".repeat(10_000))
                .build(),
            Instant.EPOCH);
    wouldDeny(input);
    String line = lines.getFirst();
    assertTrue(line.contains("a?b?c?d"), line);
    assertTrue(line.contains("GET??"), line);
    assertTrue(line.length() < 400, line);
  }

  @Test
  void onlyTheFirstOfEachKindInAMinuteAreTold() {
    PolicyInput input = ShadowTrial.input("/1");
    for (int i = 0; i < 1_000; i++) {
      wouldDeny(input);
    }
    assertEquals(ShadowLog.TOLD_PER_MINUTE, lines.size());
    log.difference(ShadowComparison.WOULD_ALLOW, input, deny("A"), ALLOW);
    assertEquals(ShadowLog.TOLD_PER_MINUTE + 1, lines.size());
    log.tick(MINUTE - 1, null);
    wouldDeny(input);
    assertEquals(ShadowLog.TOLD_PER_MINUTE + 1, lines.size());
    log.tick(MINUTE, null);
    wouldDeny(input);
    assertEquals(ShadowLog.TOLD_PER_MINUTE + 2, lines.size());
  }

  @Test
  void aMinuteIsSummedUpWhenItBroughtSomething() {
    ShadowRun run = new ShadowRun(ACTIVE.identity(), CANDIDATE);
    log.tick(MINUTE, run.report());
    assertTrue(lines.isEmpty());
    run.count(ShadowComparison.SAME);
    run.count(ShadowComparison.WOULD_DENY);
    run.countDropped();
    log.tick(2 * MINUTE - 1, run.report());
    assertTrue(lines.isEmpty());
    log.tick(2 * MINUTE, run.report());
    assertEquals(1, lines.size());
    String line = lines.getFirst();
    assertTrue(line.startsWith("shadow: of 2 requests the candidate "), line);
    assertTrue(line.contains("would allow 0 and deny 1 more"), line);
    assertTrue(line.endsWith("; 1 more were not asked"), line);
    assertFalse(line.contains("null"), line);
    log.tick(3 * MINUTE, run.report());
    assertEquals(1, lines.size());
  }
}
