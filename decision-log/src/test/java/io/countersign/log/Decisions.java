package io.countersign.log;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Actor;
import io.countersign.decision.AgentFacts;
import io.countersign.decision.Attribution;
import io.countersign.decision.CallerFacts;
import io.countersign.decision.CertificateFacts;
import io.countersign.decision.CredentialFacts;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.DecisionId;
import io.countersign.decision.DecisionRecord;
import io.countersign.decision.Destination;
import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Peer;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Reason;
import io.countersign.decision.Registration;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import io.countersign.decision.TokenFacts;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decisions for tests, the same each time. */
final class Decisions {
  static final Instant TIME = Instant.parse("2026-03-04T05:06:07.089Z");
  static final byte[] BUNDLE = "a bundle's bytes".getBytes(StandardCharsets.UTF_8);
  static final PolicyIdentity POLICY =
      new PolicyIdentity(Sha256.of(BUNDLE), "r7", "countersign/authz/decision", "wasm");
  private static final SubjectId SUBJECT =
      new SubjectId("spiffe://prod.example/ns/pay/sa/orders", "prod.example");

  private Decisions() {}

  static DecisionId id(int number) {
    return new DecisionId(String.format(Locale.ROOT, "019cb7c1-96b1-7000-8000-%012x", number));
  }

  static AccessRequest request(Header... more) {
    Header[] headers = new Header[more.length + 3];
    headers[0] = new Header("accept", "application/json");
    headers[1] = new Header("authorization", "DPoP eyJhbGciOiJFUzI1NiJ9.SECRET-TOKEN");
    headers[2] = new Header("dpop", "eyJ0eXAiOiJkcG9wK2p3dCJ9.SECRET-PROOF");
    System.arraycopy(more, 0, headers, 3, more.length);
    return AccessRequest.builder()
        .id("gateway-1")
        .method("POST")
        .scheme("https")
        .authority("orders.example")
        .target("/api/v1/orders/42?expand=lines")
        .protocol("HTTP/2")
        .headers(Headers.of(headers))
        .peer(new Peer("192.0.2.7", 51_000, "", ""))
        .destination(new Destination("ledger", "spiffe://prod.example/ns/pay/sa/ledger", "", 0))
        .build();
  }

  private static CallerFacts facts() {
    return facts(JsonObject.EMPTY);
  }

  private static CallerFacts facts(JsonObject transaction) {
    TokenFacts token =
        new TokenFacts(
            "https://issuer.example",
            SUBJECT.value(),
            List.of("https://orders.example"),
            List.of("orders:write"),
            "orders-client",
            "jti-1",
            TIME.minusSeconds(60),
            TIME.plusSeconds(240),
            "key-1",
            "at+jwt",
            JsonObject.builder()
                .put("iss", "https://issuer.example")
                .put("note", "Grüße \u20ac \ud83d\ude00 \"\\\u0001")
                .build());
    CertificateFacts certificate =
        new CertificateFacts(
            Sha256.of(new byte[] {1}),
            "0badc0de",
            "CN=prod.example",
            SUBJECT.value(),
            TIME.minusSeconds(600),
            TIME.plusSeconds(3000),
            Sha256.of(new byte[] {2}));
    return new CallerFacts(
        SUBJECT,
        certificate,
        new CredentialFacts(
            CredentialFacts.Scheme.DPOP,
            List.of(CredentialFacts.Confirmation.JKT, CredentialFacts.Confirmation.X5T_S256),
            token),
        List.of(new Actor("agent-7", null)),
        new AgentFacts("s-1", "prompt-9", null),
        JsonObject.EMPTY,
        transaction,
        false,
        Duration.ofSeconds(12),
        new Attribution(Attribution.Level.BOUND, List.of("the key was proved")));
  }

  private static PolicyInput input(AccessRequest request, CallerFacts facts) {
    Registration registration =
        Registration.of(
            JsonObject.builder()
                .put("kind", "workload")
                .put("owner", "team-payments")
                .put("service", "orders")
                .build());
    return PolicyInput.of(request, CredentialHeaders.KNOWN, facts, registration, TIME);
  }

  static DecisionRecord allowed(int number) {
    JsonObject result = JsonObject.builder().put("allow", true).build();
    return decision(number, request(), new Verdict.Allow(Effects.NONE, result));
  }

  /** What its token says may have a time of its own. */
  static DecisionRecord ofATransaction(int number) {
    JsonObject transaction =
        JsonObject.builder()
            .put("txn", "txn-1")
            .put("tctx", JsonObject.builder().put("time", "1999-01-01T00:00:00.000Z").build())
            .build();
    JsonObject result = JsonObject.builder().put("allow", true).build();
    return new DecisionRecord(
        id(number),
        TIME,
        true,
        input(request(), facts(transaction)),
        new Verdict.Allow(Effects.NONE, result),
        POLICY);
  }

  static DecisionRecord deniedByPolicy(int number) {
    JsonObject result = JsonObject.builder().put("allow", false).build();
    return decision(
        number,
        request(),
        new Verdict.Deny(Reason.NO_GRANT, List.of("NO_GRANT", "OWN_CODE"), Effects.NONE, result));
  }

  static DecisionRecord decision(int number, AccessRequest request, Verdict verdict) {
    return decision(number, request, verdict, POLICY);
  }

  static DecisionRecord decision(
      int number, AccessRequest request, Verdict verdict, @Nullable PolicyIdentity policy) {
    return new DecisionRecord(id(number), TIME, true, input(request, facts()), verdict, policy);
  }

  static DecisionRecord refused(int number) {
    return new DecisionRecord(
        id(number),
        TIME,
        false,
        input(request(), facts()),
        Verdict.deny(Reason.DPOP_REPLAYED),
        null);
  }

  static DecisionRecord anonymous(int number) {
    return new DecisionRecord(
        id(number),
        TIME,
        false,
        input(request(), CallerFacts.NOTHING),
        Verdict.deny(Reason.NO_CREDENTIAL),
        null);
  }
}
