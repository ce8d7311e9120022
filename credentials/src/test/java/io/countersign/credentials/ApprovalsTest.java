package io.countersign.credentials;

import static io.countersign.credentials.HostileProofsTest.refused;
import static io.countersign.credentials.Scenario.ORDERS;
import static io.countersign.credentials.Scenario.OTHER_KEY;
import static io.countersign.credentials.Scenario.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.countersign.credentials.HostileTokensTest.Case;
import io.countersign.credentials.approval.ApprovedAction;
import io.countersign.decision.AgentFacts;
import io.countersign.decision.Caller;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Header;
import io.countersign.decision.McpCall;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ApprovalsTest {

  private static Case claim(String name, String member, Object value) {
    return new Case(name, Reason.APPROVAL_INVALID, s -> s.approvalClaims.put(member, value));
  }

  private static Case without(String member) {
    return new Case("no " + member, Reason.APPROVAL_INVALID, s -> s.approvalClaims.remove(member));
  }

  private static Case header(String name, String member, Object value) {
    return new Case(name, Reason.APPROVAL_INVALID, s -> s.approvalHeader.put(member, value));
  }

  static List<Case> invalid() {
    return List.of(
        new Case(
            "two headers",
            Reason.APPROVAL_INVALID,
            s -> s.more.add(new Header(CredentialHeaders.APPROVAL, "a.b.c"))),
        new Case(
            "no JWS",
            Reason.APPROVAL_INVALID,
            s -> {
              s.withApproval = false;
              s.more.add(new Header(CredentialHeaders.APPROVAL, "yes"));
            }),
        new Case("forged", Reason.APPROVAL_INVALID, s -> s.approvalKey = OTHER_KEY),
        header("typ of a token", "typ", "at+jwt"),
        header("alg none", "alg", "none"),
        header("alg not the issuer's", "alg", "ES384"),
        header("another kid", "kid", "k2"),
        header("crit", "crit", List.of("x")),
        claim("issuer of tokens", "iss", Scenario.ISSUER),
        claim("another agent", "act_sub", Scenario.LEDGER),
        claim("approved by itself", "sub", ORDERS),
        claim("another action", "action_sha256", "A".repeat(43)),
        claim(
            "another path",
            "action_sha256",
            ApprovedAction.digest("POST", "https://orders.example", "/api", null).base64Url()),
        claim("exp now", "exp", SECONDS),
        claim("iat in the future", "iat", SECONDS + 6),
        claim("single_use a string", "single_use", "true"),
        claim("scope empty", "scope", ""),
        without("iss"),
        without("sub"),
        without("act_sub"),
        without("session"),
        without("scope"),
        without("exp"),
        without("iat"),
        without("jti"),
        without("action_sha256"),
        new Case("another session", Reason.APPROVAL_INVALID, s -> s.tokenClaims.put("sid", "s-2")),
        new Case(
            "another transaction",
            Reason.APPROVAL_INVALID,
            s -> {
              s.approvalClaims.put("txn", "t-1");
              s.tokenClaims.put("txn", "t-2");
            }),
        new Case(
            "approved by the acting one",
            Reason.APPROVAL_INVALID,
            s -> s.tokenClaims.put("act", Map.of("sub", "operator-17"))));
  }

  @ParameterizedTest
  @MethodSource
  void invalid(Case invalid) {
    Scenario scenario = new Scenario().approved();
    invalid.spoil().accept(scenario);
    refused(invalid.reason(), scenario);
  }

  @Test
  void approvalIsHandedOn() {
    Caller caller = assertInstanceOf(Caller.Verified.class, new Scenario().approved().verify());
    AgentFacts.Approval approval = caller.facts().agent().approval();
    assertNotNull(approval);
    assertEquals("ap-1", approval.id());
    assertEquals("https://approvals.example#operator-17", approval.approver());
    assertEquals(List.of("refund_order"), approval.scope());
    assertEquals("s-1", caller.facts().agent().session());
  }

  @Test
  void approvalForOneUseHoldsOnce() {
    Scenario scenario = new Scenario().approved();
    scenario.approvalClaims.put("single_use", true);
    assertInstanceOf(Caller.Verified.class, scenario.verify());
    scenario.proofClaims.put("jti", "proof-2");
    refused(Reason.APPROVAL_REPLAYED, scenario);
  }

  @Test
  void approvalForSeveralUsesHoldsAgain() {
    Scenario scenario = new Scenario().approved();
    assertInstanceOf(Caller.Verified.class, scenario.verify());
    scenario.proofClaims.put("jti", "proof-2");
    assertInstanceOf(Caller.Verified.class, scenario.verify());
  }

  /** What issuers compute outlives a release: it is SHA-256 of exactly these bytes. */
  @Test
  void actionIsNamedByItsCanonicalForm() {
    String arguments = Sha256.of("{}".getBytes(StandardCharsets.UTF_8)).hex();
    String canonical =
        "{\"arguments_sha256\":\""
            + arguments
            + "\",\"method\":\"POST\",\"origin\":\"https://a.example\",\"path\":\"/mcp\","
            + "\"tool\":\"refund\"}";
    McpCall call =
        new McpCall("tools/call", "refund", Sha256.of("{}".getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        Sha256.of(canonical.getBytes(StandardCharsets.UTF_8)),
        ApprovedAction.digest("POST", "https://a.example", "/mcp", call));
  }
}
