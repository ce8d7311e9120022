package io.countersign.credentials;

import static io.countersign.credentials.Scenario.LEDGER;
import static io.countersign.credentials.Scenario.ORDERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.countersign.credentials.x509.TestCertificates;
import io.countersign.decision.Caller;
import io.countersign.decision.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose token may come with whose certificate. */
class DelegationTest {
  private static final String USER = "user-1";

  @Test
  void workloadPresentsItsOwnToken() {
    assertEquals(ORDERS, subject(with(ORDERS, ORDERS, null)));
  }

  @Test
  void workloadDoesNotPresentAnothersToken() {
    assertEquals(Reason.SUBJECT_MISMATCH, reason(with(LEDGER, ORDERS, null)));
  }

  @Test
  void workloadActsForAnotherWhenTheTokenSaysSo() {
    assertEquals(ORDERS, subject(with(LEDGER, ORDERS, LEDGER)));
  }

  @Test
  void workloadActsForAUserWhenTheTokenSaysSo() {
    assertEquals(Scenario.ISSUER + "#" + USER, subject(with(LEDGER, USER, LEDGER)));
  }

  /** The token says that another workload acts: whoever holds this certificate took it. */
  @Test
  void workloadDoesNotPresentWhatAnotherActsWith() {
    assertEquals(Reason.SUBJECT_MISMATCH, reason(with(LEDGER, USER, ORDERS)));
    assertEquals(Reason.SUBJECT_MISMATCH, reason(with(LEDGER, ORDERS, USER)));
  }

  @Test
  void actorsOfThePastDoNotCount() {
    Scenario scenario = with(LEDGER, ORDERS, null);
    scenario.tokenClaims.put("act", Map.of("sub", USER, "act", Map.of("sub", LEDGER)));
    assertEquals(Reason.SUBJECT_MISMATCH, reason(scenario));
  }

  @Test
  void tokenThatNamesNoWorkloadComesWithAnyCertificate() {
    assertEquals(Scenario.ISSUER + "#" + USER, subject(with(LEDGER, USER, null)));
    assertEquals(Scenario.ISSUER + "#" + USER, subject(with(LEDGER, USER, "agent-7")));
  }

  private static Scenario with(String certificate, String subject, @Nullable String actor) {
    Scenario scenario = new Scenario();
    scenario.chain = TestCertificates.of(certificate).chain();
    scenario.tokenClaims.put("sub", subject);
    if (actor != null) {
      scenario.tokenClaims.put("act", Map.of("sub", actor));
    }
    return scenario;
  }

  private static String subject(Scenario scenario) {
    return assertInstanceOf(Caller.Verified.class, scenario.verify()).subject().value();
  }

  private static Reason reason(Scenario scenario) {
    return assertInstanceOf(Caller.Rejected.class, scenario.verify()).reason();
  }
}
