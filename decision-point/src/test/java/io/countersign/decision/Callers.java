package io.countersign.decision;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Callers to test with. */
final class Callers {
  static final SubjectId SUBJECT =
      new SubjectId("spiffe://prod.example/ns/pay/sa/orders", "prod.example");

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private Callers() {}

  /**
   * A workload with a certificate and a token that is bound to it twice, acting through an agent.
   */
  static CallerFacts facts() {
    CertificateFacts certificate =
        new CertificateFacts(
            Sha256.of(new byte[] {2}),
            "0a1b",
            "CN=Issuing,O=Example",
            SUBJECT.value(),
            START,
            START.plus(Duration.ofHours(24)),
            Sha256.of(new byte[] {3}));
    TokenFacts token =
        new TokenFacts(
            "https://issuer.example",
            SUBJECT.value(),
            List.of("https://orders.example"),
            List.of("orders:read", "orders:write"),
            "client-1",
            "token-7",
            START,
            START.plusSeconds(300),
            "key-1",
            "at+jwt",
            JsonObject.builder().put("sub", SUBJECT.value()).put("exp", 1772323500).build());
    return new CallerFacts(
        SUBJECT,
        certificate,
        new CredentialFacts(
            CredentialFacts.Scheme.DPOP,
            List.of(CredentialFacts.Confirmation.JKT, CredentialFacts.Confirmation.X5T_S256),
            token),
        List.of(new Actor("agent-7", "https://agents.example"), new Actor("user-1", null)),
        new AgentFacts(
            "session-1",
            "prompt-1",
            new AgentFacts.Approval(
                "approval-1", "approver-1", START.plusSeconds(600), List.of("refund"))),
        JsonObject.builder()
            .put(
                "kubernetes",
                JsonObject.builder()
                    .put("namespace", "pay")
                    .put("service_account", "orders")
                    .build())
            .build(),
        JsonObject.EMPTY,
        false,
        Duration.ofSeconds(90),
        new Attribution(Attribution.Level.BOUND, List.of("the key's origin was not attested")));
  }

  static Registration registration() {
    return Registration.of(
        JsonObject.builder()
            .put("kind", "workload")
            .put("owner", "team-payments")
            .put("service", "orders")
            .put("may_call", JsonArray.ofStrings(List.of("ledger")))
            .build());
  }
}
