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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PdpTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final Sha256 BUNDLE = Sha256.of(new byte[] {1});
  private static final Header CHALLENGE = new Header("WWW-Authenticate", "DPoP");

  private final FakeVerifier callers = new FakeVerifier();
  private final FakePolicy policy = new FakePolicy();
  private final FakeLog log = new FakeLog();
  private final FakeClock clock = new FakeClock();
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
    assertEquals(BUNDLE, allowed.summary().bundle());
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
    assertEquals(BUNDLE, denied.summary().bundle());
  }

  @Test
  void oneRequestUsesOnePolicy() {
    FakePolicy next = new FakePolicy();
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
          throw sneaky(defect);
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

  private static RuntimeException sneaky(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  private static final class FakeClock implements InstantSource {
    private Instant now = NOW;
    private int reads;

    @Override
    public Instant instant() {
      reads++;
      return now;
    }
  }

  private static final class FakeVerifier implements CallerVerifier {
    private Caller answer = new Caller.Verified(Callers.SUBJECT, Callers.facts());
    private @Nullable Throwable failure;
    private int asked;
    private Instant askedAt = Instant.EPOCH;

    @Override
    public Caller verify(AccessRequest request, Instant now) {
      asked++;
      askedAt = now;
      if (failure != null) {
        throw sneaky(failure);
      }
      return answer;
    }
  }

  private final class FakePolicy implements Policy {
    private Verdict verdict = Verdict.deny(Reason.POLICY_UNDEFINED);
    private @Nullable Throwable failure;
    private @Nullable Throwable registryFailure;
    private @Nullable PolicyInput input;
    private Duration takes = Duration.ZERO;
    private int evaluated;

    private Effects allow() {
      Effects effects =
          new Effects(
              List.of(new Header("x-team", "payments")),
              List.of("x-old"),
              List.of(),
              List.of(),
              List.of(),
              JsonObject.EMPTY,
              0,
              "",
              JsonObject.EMPTY);
      verdict = new Verdict.Allow(effects, JsonBoolean.TRUE);
      return effects;
    }

    @Override
    public PolicyIdentity identity() {
      return new PolicyIdentity(BUNDLE, "r1", "countersign/authz/decision", "wasm");
    }

    @Override
    public Registration registration(String subjectId) {
      if (registryFailure != null) {
        throw sneaky(registryFailure);
      }
      return Callers.registration();
    }

    @Override
    public Verdict evaluate(PolicyInput asked) {
      evaluated++;
      input = asked;
      clock.now = clock.now.plus(takes);
      if (failure != null) {
        throw sneaky(failure);
      }
      return verdict;
    }
  }

  private static final class FakeLog implements DecisionLog {
    private final List<DecisionRecord> records = new ArrayList<>();
    private @Nullable Throwable failure;

    @Override
    public void append(DecisionRecord record) throws LogUnavailableException {
      if (failure instanceof LogUnavailableException unavailable) {
        throw unavailable;
      }
      if (failure != null) {
        throw sneaky(failure);
      }
      records.add(record);
    }

    private DecisionRecord only() {
      assertEquals(1, records.size());
      return records.getFirst();
    }
  }
}
