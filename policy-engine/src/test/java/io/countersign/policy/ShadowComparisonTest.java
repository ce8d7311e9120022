package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ShadowComparisonTest {
  private static final Effects OBLIGED =
      new Effects(
          List.of(new Header("x-tier", "gold")),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          JsonObject.EMPTY,
          0,
          "",
          JsonObject.EMPTY);

  private static Verdict allow(Effects effects, JsonValue result) {
    return new Verdict.Allow(effects, result);
  }

  private static Verdict allow() {
    return allow(Effects.NONE, JsonBoolean.TRUE);
  }

  private static Verdict deny(Reason reason, String... codes) {
    return new Verdict.Deny(reason, List.of(codes), Effects.NONE, null);
  }

  private static Stream<Arguments> pairs() {
    Verdict obliged = allow(OBLIGED, JsonBoolean.TRUE);
    Verdict noGrant = deny(Reason.NO_GRANT, "NO_GRANT");
    return Stream.of(
        Arguments.of(ShadowComparison.WOULD_ALLOW, noGrant, allow()),
        Arguments.of(ShadowComparison.WOULD_ALLOW, deny(Reason.POLICY_ERROR), allow()),
        Arguments.of(ShadowComparison.WOULD_DENY, allow(), noGrant),
        Arguments.of(ShadowComparison.WOULD_DENY, allow(), deny(Reason.POLICY_UNDEFINED)),
        Arguments.of(ShadowComparison.WOULD_DENY, allow(), deny(Reason.POLICY_RESULT)),
        Arguments.of(ShadowComparison.FAILED, allow(), deny(Reason.POLICY_ERROR)),
        Arguments.of(ShadowComparison.FAILED, allow(), deny(Reason.EVALUATION_LIMIT)),
        Arguments.of(ShadowComparison.FAILED, noGrant, deny(Reason.POLICY_ERROR)),
        Arguments.of(ShadowComparison.OTHER, allow(), obliged),
        Arguments.of(ShadowComparison.OTHER, noGrant, deny(Reason.NOT_IN_GRAPH, "NOT_IN_GRAPH")),
        Arguments.of(ShadowComparison.OTHER, noGrant, deny(Reason.NO_GRANT, "NO_GRANT", "more")),
        Arguments.of(
            ShadowComparison.OTHER,
            noGrant,
            new Verdict.Deny(Reason.NO_GRANT, List.of("NO_GRANT"), OBLIGED, null)),
        Arguments.of(ShadowComparison.SAME, allow(), allow(Effects.NONE, JsonObject.EMPTY)),
        Arguments.of(ShadowComparison.SAME, obliged, obliged),
        Arguments.of(
            ShadowComparison.SAME,
            deny(Reason.NO_GRANT, "a", "NO_GRANT"),
            deny(Reason.NO_GRANT, "NO_GRANT", "a")),
        Arguments.of(ShadowComparison.SAME, deny(Reason.POLICY_ERROR), deny(Reason.POLICY_ERROR)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void whatHasAnEffectIsCompared(ShadowComparison expected, Verdict given, Verdict candidate) {
    assertEquals(expected, ShadowComparison.of(given, candidate));
  }

  @Test
  void everyVerdictIsTheSameAsItself() {
    pairs()
        .forEach(pair -> {
          Verdict verdict = (Verdict) pair.get()[1];
          assertEquals(ShadowComparison.SAME, ShadowComparison.of(verdict, verdict));
        });
  }
}
