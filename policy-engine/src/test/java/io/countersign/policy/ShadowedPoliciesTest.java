package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Effects;
import io.countersign.decision.Policy;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Reason;
import io.countersign.decision.Registration;
import io.countersign.decision.RequestBody;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ShadowedPoliciesTest {
  private static final Verdict ALLOW = new Verdict.Allow(Effects.NONE, JsonBoolean.TRUE);
  private static final Verdict DENY = Verdict.deny(Reason.NO_GRANT);
  private static final int REQUESTS = 500;

  /** Allows every third path. */
  private static final Policy ACTIVE =
      ShadowTrial.policy("active", input -> number(input) % 3 == 0 ? ALLOW : DENY);

  private static int number(PolicyInput input) {
    return Integer.parseInt(input.request().path().substring(1));
  }

  /** Asks both hundreds of times, and returns what was counted. */
  private static ShadowReport answersStayThoseOfTheActivePolicy(Policy candidate)
      throws InterruptedException {
    try (ShadowedPolicies policies = ShadowTrial.beside(ACTIVE, candidate)) {
      for (int i = 0; i < REQUESTS; i++) {
        PolicyInput input = ShadowTrial.input("/" + i);
        Policy current = policies.current();
        assertEquals(ACTIVE.evaluate(input), current.evaluate(input));
        assertSame(ACTIVE.identity(), current.identity());
        assertSame(Registration.UNKNOWN, current.registration("anyone"));
      }
      return ShadowTrial.await(policies, r -> r.evaluated() + r.dropped() == REQUESTS);
    }
  }

  // Nothing of the candidate reaches the answer

  @Test
  void aCandidateThatThrowsChangesNoAnswer() throws Exception {
    Map<String, Function<PolicyInput, Verdict>> defects =
        Map.of(
            "exception",
            input -> {
              throw new IllegalStateException("secret of " + input);
            },
            "overflow",
            ShadowedPoliciesTest::forever,
            "memory",
            input -> {
              throw new OutOfMemoryError();
            },
            "linkage",
            input -> {
              throw new NoClassDefFoundError();
            });
    for (Map.Entry<String, Function<PolicyInput, Verdict>> defect : defects.entrySet()) {
      ShadowReport report =
          answersStayThoseOfTheActivePolicy(ShadowTrial.policy(defect.getKey(), defect.getValue()));
      assertEquals(REQUESTS, report.failed(), defect.getKey());
    }
  }

  @SuppressWarnings("InfiniteRecursion")
  private static Verdict forever(PolicyInput input) {
    return forever(input);
  }

  @Test
  void aCandidateWhoseRegistryThrowsChangesNoAnswer() throws Exception {
    Policy candidate =
        new Policy() {
          @Override
          public PolicyIdentity identity() {
            return ACTIVE.identity();
          }

          @Override
          public Registration registration(String subjectId) {
            throw new IllegalStateException("no registry");
          }

          @Override
          public Verdict evaluate(PolicyInput input) {
            return ALLOW;
          }
        };
    assertEquals(REQUESTS, answersStayThoseOfTheActivePolicy(candidate).failed());
  }

  @Test
  void aSupplierOfCandidatesThatThrowsChangesNoAnswer() {
    try (ShadowedPolicies policies =
        new ShadowedPolicies(
            () -> ACTIVE,
            () -> {
              throw new IllegalStateException("none");
            })) {
      assertEquals(ALLOW, policies.current().evaluate(ShadowTrial.input("/0")));
    }
  }

  private static Verdict allowedAfter(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ALLOW;
  }

  @Test
  void aSlowCandidateDelaysNobodyAndWhatItCannotTakeIsCounted() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Policy slow = ShadowTrial.policy("slow", input -> allowedAfter(end));
    int asked = ShadowWorker.MAX_WAITING * 2;
    try (ShadowedPolicies policies = ShadowTrial.beside(ACTIVE, slow)) {
      for (int i = 0; i < asked; i++) {
        PolicyInput input = ShadowTrial.input("/" + i);
        assertEquals(ACTIVE.evaluate(input), policies.current().evaluate(input));
      }
      long dropped = policies.report().orElseThrow().dropped();
      assertTrue(dropped >= asked - ShadowWorker.MAX_WAITING - 1, "dropped " + dropped);
      end.countDown();
      ShadowReport report = ShadowTrial.await(policies, r -> r.evaluated() + r.dropped() == asked);
      assertEquals(dropped, report.dropped());
    }
  }

  @Test
  void bodiesThatWaitAreBounded() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Policy slow = ShadowTrial.policy("slow", input -> allowedAfter(end));
    ByteBuffer mebibyte = ByteBuffer.allocate(1 << 20);
    PolicyInput large =
        new PolicyInput(
            JsonObject.EMPTY,
            AccessRequest.builder()
                .method("POST")
                .authority("a.example")
                .target("/0")
                .body(new RequestBody(mebibyte, false))
                .build(),
            Instant.EPOCH);
    int fit = Math.toIntExact(ShadowWorker.MAX_WAITING_BYTES >> 20);
    try (ShadowedPolicies policies = ShadowTrial.beside(ACTIVE, slow)) {
      for (int i = 0; i < fit * 2; i++) {
        assertEquals(ALLOW, policies.current().evaluate(large));
      }
      assertTrue(policies.report().orElseThrow().dropped() >= fit - 1);
      end.countDown();
      ShadowTrial.await(policies, r -> r.evaluated() + r.dropped() == fit * 2L);
      for (int i = 0; i < fit; i++) {
        assertEquals(ALLOW, policies.current().evaluate(large));
        long asked = fit * 2L + i + 1;
        ShadowTrial.await(policies, r -> r.evaluated() + r.dropped() == asked);
      }
      assertEquals(0, policies.report().orElseThrow().wouldDeny(), "what waited was let go again");
    }
  }

  @Test
  void closingEndsTheTrialAndNotTheAnswers() {
    ShadowedPolicies policies = ShadowTrial.beside(ACTIVE, ACTIVE);
    policies.close();
    assertEquals(ALLOW, policies.current().evaluate(ShadowTrial.input("/0")));
    assertTrue(policies.report().isEmpty());
  }

  // What is counted

  @Test
  void differencesAreCountedByKind() throws Exception {
    ShadowReport allowsAll =
        answersStayThoseOfTheActivePolicy(ShadowTrial.policy("allows", input -> ALLOW));
    assertEquals(REQUESTS * 2 / 3, allowsAll.wouldAllow());
    assertEquals(REQUESTS / 3 + 1, allowsAll.same());

    ShadowReport deniesAll =
        answersStayThoseOfTheActivePolicy(ShadowTrial.policy("denies", input -> DENY));
    assertEquals(REQUESTS / 3 + 1, deniesAll.wouldDeny());
    assertEquals(REQUESTS * 2 / 3, deniesAll.same());

    ShadowReport equal =
        answersStayThoseOfTheActivePolicy(ShadowTrial.policy("equal", ACTIVE::evaluate));
    assertEquals(REQUESTS, equal.same());
    assertEquals(ACTIVE.identity(), equal.active());
    assertEquals("equal", equal.candidate().revision());
  }

  @Test
  void theCandidateIsAskedWithWhatItsOwnRegistrySays() throws Exception {
    Registration known = Registration.of(JsonObject.builder().put("owner", "payments").build());
    Policy candidate =
        ShadowTrial.policy(
            "candidate",
            known,
            input ->
                input.verified().object("subject").flatMap(s -> s.string("owner")).isPresent()
                    ? ALLOW
                    : DENY);
    try (ShadowedPolicies policies = ShadowTrial.beside(ACTIVE, candidate)) {
      assertEquals(DENY, policies.current().evaluate(ShadowTrial.input("/1")));
      assertEquals(1, ShadowTrial.await(policies, r -> r.evaluated() == 1).wouldAllow());
    }
  }

  @Test
  void anotherCandidateBeginsANewCountAndWithoutOneThereIsNone() throws Exception {
    Policy first = ShadowTrial.policy("first", input -> ALLOW);
    Policy second = ShadowTrial.policy("second", ACTIVE::evaluate);
    AtomicReference<Optional<Policy>> candidate = new AtomicReference<>(Optional.of(first));
    try (ShadowedPolicies policies = new ShadowedPolicies(() -> ACTIVE, candidate::get)) {
      assertEquals(DENY, policies.current().evaluate(ShadowTrial.input("/1")));
      assertEquals(1, ShadowTrial.await(policies, r -> r.evaluated() == 1).wouldAllow());

      candidate.set(Optional.of(second));
      assertTrue(policies.report().isEmpty());
      assertEquals(DENY, policies.current().evaluate(ShadowTrial.input("/1")));
      ShadowReport report = ShadowTrial.await(policies, r -> r.evaluated() == 1);
      assertEquals(0, report.wouldAllow());
      assertEquals(second.identity(), report.candidate());

      candidate.set(Optional.empty());
      assertEquals(DENY, policies.current().evaluate(ShadowTrial.input("/1")));
      assertTrue(policies.report().isEmpty());
    }
  }

  @Test
  void anotherActivePolicyBeginsANewCount() throws Exception {
    Policy candidate = ShadowTrial.policy("candidate", input -> ALLOW);
    Policy next = ShadowTrial.policy("next", input -> ALLOW);
    AtomicReference<Policy> active = new AtomicReference<>(ACTIVE);
    try (ShadowedPolicies policies =
        new ShadowedPolicies(active::get, () -> Optional.of(candidate))) {
      assertEquals(DENY, policies.current().evaluate(ShadowTrial.input("/1")));
      assertEquals(1, ShadowTrial.await(policies, r -> r.evaluated() == 1).wouldAllow());
      active.set(next);
      assertEquals(ALLOW, policies.current().evaluate(ShadowTrial.input("/1")));
      ShadowReport report = ShadowTrial.await(policies, r -> r.evaluated() == 1);
      assertEquals(List.of(1L, 0L), List.of(report.same(), report.wouldAllow()));
      assertEquals(next.identity(), report.active());
    }
  }

  @Test
  void manyThreadsLoseNoCount() throws Exception {
    try (ShadowedPolicies policies = ShadowTrial.beside(ACTIVE, ACTIVE)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = 0; i < REQUESTS; i++) {
                    PolicyInput input = ShadowTrial.input("/" + i);
                    assertEquals(ACTIVE.evaluate(input), policies.current().evaluate(input));
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      ShadowReport report =
          ShadowTrial.await(policies, r -> r.evaluated() + r.dropped() == 4L * REQUESTS);
      assertEquals(report.evaluated(), report.same());
    }
  }
}
