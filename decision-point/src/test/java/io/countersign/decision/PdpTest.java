package io.countersign.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PdpTest {
  private static final Instant NOW = Fakes.NOW;
  private static final Header CHALLENGE = new Header("WWW-Authenticate", "DPoP");

  private final Fakes.FakeVerifier callers = new Fakes.FakeVerifier();
  private final Fakes.FakeLog log = new Fakes.FakeLog();
  private final Fakes.FakeClock clock = new Fakes.FakeClock();
  private final Fakes.FakePolicy policy = new Fakes.FakePolicy(clock);
  private final List<Throwable> incidents = new ArrayList<>();
  private int snapshots;

  private Supplier<Policy> policies = () -> policy;
  private Incidents listener = (id, defect) -> incidents.add(defect);

  // Refusals before anybody looks at credentials

  static Stream<Arguments> unfit() {
    return Stream.of(
        Arguments.of(Reason.AMBIGUOUS_PATH, Requests.plain().target("/a/../b")),
        Arguments.of(Reason.MALFORMED_REQUEST, Requests.plain().method("")),
        Arguments.of(Reason.MALFORMED_REQUEST, AccessRequest.builder()),
        Arguments.of(
            Reason.MULTIPLE_AUTHORIZATION, Requests.plain().defect(Reason.MULTIPLE_AUTHORIZATION)),
        Arguments.of(Reason.CREDENTIAL_IN_QUERY, Requests.plain().target("/a?access_token=x")));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void unfitRequestReachesNeitherVerifierNorPolicy(Reason reason, AccessRequest.Builder request) {
    assertDenied(reason, decide(request));
    assertEquals(0, callers.asked);
    assertEquals(0, policy.evaluated);
    assertFalse(log.only().verified());
    assertNull(log.only().policy());
    assertEquals(List.of(), incidents);
  }

  // Refused callers

  @Test
  void rejectedCallerIsDeniedWithItsChallengeAndRecorded() {
    callers.answer = rejected(Reason.DPOP_REPLAYED);
    Decision.Deny denied = assertDenied(Reason.DPOP_REPLAYED, decide(Requests.plain()));
    assertEquals(List.of(CHALLENGE), denied.challenge());
    assertEquals(401, denied.status());
    assertEquals(0, policy.evaluated);
    assertFalse(log.only().verified());
    assertNull(log.only().policy());
  }

  @Test
  void rejectedCallerIsNotNamedInTheAnswerThoughTheRecordHasWhatWasLearnt() {
    callers.answer = rejected(Reason.TOKEN_EXPIRED);
    Decision decision = decide(Requests.plain());
    assertNull(decision.summary().subject());
    assertNull(decision.summary().owner());
    assertNull(decision.summary().bundle());
    assertEquals(
        Callers.SUBJECT.value(),
        log.only().input().verified().object("subject").orElseThrow().string("id").orElseThrow());
  }

  // Policy's word

  @Test
  void allowedRequestIsRecordedAndPasses() {
    Effects effects = policy.allow();
    Decision decision = decide(Requests.plain());
    Decision.Allow allowed = assertInstanceOf(Decision.Allow.class, decision);
    assertEquals(effects, allowed.effects());
    assertEquals(Callers.SUBJECT.value(), allowed.summary().subject());
    assertEquals("team-payments", allowed.summary().owner());
    assertEquals(Fakes.BUNDLE, allowed.summary().bundle());
    DecisionRecord record = log.only();
    assertEquals(allowed.summary().id(), record.id());
    assertEquals(NOW, record.time());
    assertTrue(record.verified());
    assertEquals(policy.identity(), record.policy());
    assertSame(policy.verdict, record.verdict());
    assertSame(policy.input, record.input());
  }

  @Test
  void deniedRequestIsRecordedWithEveryCode() {
    Effects effects =
        new Effects(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            JsonObject.EMPTY,
            404,
            "gone",
            JsonObject.EMPTY);
    policy.verdict =
        new Verdict.Deny(Reason.NO_GRANT, List.of("NO_GRANT", "OURS"), effects, JsonBoolean.FALSE);
    Decision.Deny denied = assertDenied(Reason.NO_GRANT, decide(Requests.plain()));
    assertEquals(404, denied.status());
    assertEquals(List.of(), denied.challenge());
    assertSame(policy.verdict, log.only().verdict());
    assertEquals(Fakes.BUNDLE, denied.summary().bundle());
  }

  @Test
  void oneRequestUsesOnePolicy() {
    Fakes.FakePolicy next = new Fakes.FakePolicy(clock);
    next.allow();
    policies = () -> snapshots == 1 ? policy : next;
    assertDenied(Reason.POLICY_UNDEFINED, decide(Requests.plain()));
    assertEquals(1, snapshots);
    assertEquals(0, next.evaluated);
  }

  @Test
  void everyDecisionHasItsOwnId() {
    Decision first = decide(Requests.plain());
    assertNotEquals(first.summary().id(), decide(Requests.plain()).summary().id());
  }

  // No record, no allow

  @Test
  void allowThatCannotBeRecordedIsADenial() {
    policy.allow();
    log.failure = new LogUnavailableException("disk full");
    Decision.Deny denied = assertDenied(Reason.LOG_UNAVAILABLE, decide(Requests.plain()));
    assertEquals(503, denied.status());
    assertEquals(Effects.NONE, denied.effects());
    assertEquals(List.of(log.failure), incidents);
  }

  @Test
  void denialThatCannotBeRecordedTellsNothingElse() {
    callers.answer = rejected(Reason.DPOP_REPLAYED);
    log.failure = new LogUnavailableException("disk full");
    Decision.Deny denied = assertDenied(Reason.LOG_UNAVAILABLE, decide(Requests.plain()));
    assertEquals(List.of(), denied.challenge());
  }

  static Stream<Throwable> defects() {
    return Stream.of(
        new IllegalStateException("a bug"), new StackOverflowError(), new AssertionError("a bug"));
  }

  @ParameterizedTest
  @MethodSource("defects")
  void logThatThrowsIsUnavailable(Throwable defect) {
    policy.allow();
    log.failure = defect;
    assertDenied(Reason.LOG_UNAVAILABLE, decide(Requests.plain()));
    assertEquals(List.of(defect), incidents);
  }

  // Defects are recorded denials

  @ParameterizedTest
  @MethodSource("defects")
  void verifierThatThrowsIsARecordedDenial(Throwable defect) {
    callers.failure = defect;
    assertInternalError(defect);
    assertEquals(0, policy.evaluated);
    assertFalse(log.only().verified());
  }

  @ParameterizedTest
  @MethodSource("defects")
  void policyThatThrowsIsARecordedDenial(Throwable defect) {
    policy.failure = defect;
    assertInternalError(defect);
    assertTrue(log.only().verified());
    assertEquals(policy.identity(), log.only().policy());
  }

  @ParameterizedTest
  @MethodSource("defects")
  void registryThatThrowsIsARecordedDenial(Throwable defect) {
    policy.registryFailure = defect;
    assertInternalError(defect);
    assertFalse(log.only().verified());
    assertTrue(log.only().input().verified().object("request").isPresent());
  }

  @ParameterizedTest
  @MethodSource("defects")
  void policySourceThatThrowsIsARecordedDenial(Throwable defect) {
    policies =
        () -> {
          throw Fakes.sneaky(defect);
        };
    assertInternalError(defect);
    assertEquals(0, callers.asked);
  }

  /** An adapter that gave the body's memory back too early stands for any defect of the input. */
  @Test
  void inputThatCannotBeMadeIsARecordedDenial() {
    AccessRequest.Builder request = Requests.plain();
    try (Arena arena = Arena.ofConfined()) {
      request.body(new RequestBody(arena.allocate(8).asByteBuffer(), false));
    }
    assertDenied(Reason.INTERNAL_ERROR, decide(request));
    assertEquals(2, incidents.size());
    assertEquals(0, policy.evaluated);
    assertEquals(JsonObject.EMPTY, log.only().input().verified());
  }

  @Test
  void listenerThatThrowsChangesNothing() {
    policy.failure = new IllegalStateException("a bug");
    listener =
        (id, defect) -> {
          throw new IllegalStateException("deaf");
        };
    assertDenied(Reason.INTERNAL_ERROR, decide(Requests.plain()));
    log.failure = new LogUnavailableException("disk full");
    assertDenied(Reason.LOG_UNAVAILABLE, decide(Requests.plain()));
  }

  // Time

  @Test
  void allowAfterTheDeadlineIsARecordedDenial() {
    policy.allow();
    policy.takes = Duration.ofMillis(51);
    AccessRequest.Builder request = Requests.plain().deadline(NOW.plusMillis(50));
    Decision.Deny denied = assertDenied(Reason.DEADLINE_EXCEEDED, decide(request));
    assertEquals(Effects.NONE, denied.effects());
    assertEquals(503, denied.status());
  }

  @Test
  void atTheVeryDeadlineTheGatewayStillWaits() {
    policy.allow();
    policy.takes = Duration.ofMillis(50);
    AccessRequest.Builder request = Requests.plain().deadline(NOW.plusMillis(50));
    assertInstanceOf(Decision.Allow.class, decide(request));
    policy.takes = Duration.ofMillis(50).plusNanos(1);
    clock.now = NOW;
    assertDenied(Reason.DEADLINE_EXCEEDED, decide(request));
  }

  @Test
  void denialOfPolicyAfterTheDeadlineIsLateToo() {
    AccessRequest.Builder request = Requests.plain().deadline(NOW.minusNanos(1));
    assertDenied(Reason.DEADLINE_EXCEEDED, decide(request));
  }

  @Test
  void rejectedCallerStaysRejectedAfterTheDeadline() {
    callers.answer = rejected(Reason.TOKEN_EXPIRED);
    assertDenied(Reason.TOKEN_EXPIRED, decide(Requests.plain().deadline(NOW.minusNanos(1))));
    assertEquals(1, clock.reads);
  }

  @Test
  void withoutADeadlineTheClockIsReadOnce() {
    policy.allow();
    decide(Requests.plain());
    assertEquals(1, clock.reads);
    assertEquals(NOW, callers.askedAt);
    assertEquals(NOW, log.only().time());
  }

  private Decision decide(AccessRequest.Builder request) {
    return new Pdp(
            new RequestRules(PathRules.STRICT),
            CredentialHeaders.KNOWN,
            callers,
            () -> {
              snapshots++;
              return policies.get();
            },
            log,
            clock,
            new SplittableRandom(snapshots),
            listener)
        .decide(request.build());
  }

  private void assertInternalError(Throwable defect) {
    policy.allow();
    Decision.Deny denied = assertDenied(Reason.INTERNAL_ERROR, decide(Requests.plain()));
    assertEquals(503, denied.status());
    assertEquals(List.of(defect), incidents);
  }

  /** The answer is a denial for this reason, and so is the record, unless there is none. */
  private Decision.Deny assertDenied(Reason reason, Decision decision) {
    Decision.Deny denied = assertInstanceOf(Decision.Deny.class, decision);
    assertEquals(reason, denied.reason());
    if (log.failure == null) {
      DecisionRecord record = log.records.getLast();
      assertEquals(reason, assertInstanceOf(Verdict.Deny.class, record.verdict()).reason());
      assertEquals(denied.summary().id(), record.id());
    }
    return denied;
  }

  private static Caller rejected(Reason reason) {
    return new Caller.Rejected(reason, List.of(CHALLENGE), Callers.facts());
  }
}
