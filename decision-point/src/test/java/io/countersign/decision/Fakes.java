package io.countersign.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ports, by hand: each says what it was asked and fails when it is told to. */
final class Fakes {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
  static final Sha256 BUNDLE = Sha256.of(new byte[] {1});

  private Fakes() {}

  static RuntimeException sneaky(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  static final class FakeClock implements InstantSource {
    Instant now = NOW;
    int reads;

    @Override
    public Instant instant() {
      reads++;
      return now;
    }
  }

  static final class FakeVerifier implements CallerVerifier {
    Caller answer = new Caller.Verified(Callers.SUBJECT, Callers.facts());
    @Nullable Throwable failure;
    int asked;
    Instant askedAt = Instant.EPOCH;

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

  static final class FakePolicy implements Policy {
    private final FakeClock clock;
    Verdict verdict = Verdict.deny(Reason.POLICY_UNDEFINED);
    @Nullable Throwable failure;
    @Nullable Throwable registryFailure;
    @Nullable PolicyInput input;
    Duration takes = Duration.ZERO;
    int evaluated;

    FakePolicy(FakeClock clock) {
      this.clock = clock;
    }

    /** From now on it allows; gives what the answer is to carry. */
    Effects allow() {
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

  static final class FakeLog implements DecisionLog {
    final List<DecisionRecord> records = new ArrayList<>();
    @Nullable Throwable failure;

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

    DecisionRecord only() {
      assertEquals(1, records.size());
      return records.getFirst();
    }
  }
}
