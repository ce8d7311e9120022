package io.countersign.load;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.AgentFacts;
import io.countersign.decision.Attribution;
import io.countersign.decision.CallerFacts;
import io.countersign.decision.CertificateFacts;
import io.countersign.decision.CredentialFacts;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.DecisionId;
import io.countersign.decision.DecisionRecord;
import io.countersign.decision.Destination;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Peer;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import io.countersign.decision.TokenFacts;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.BundlePolicy;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.BundleException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * Decisions of the shipped policy about one request with a bound token; a record has about 2 KB.
 */
final class SampleDecisions {
  private static final String ENTRYPOINT = "countersign/authz/decision";
  private static final Path BUNDLE = Path.of("policy-bundles/identity-bound-access/bundle.tar.gz");
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.089Z");
  private static final SubjectId SUBJECT =
      new SubjectId("spiffe://prod.example/ns/pay/sa/orders", "prod.example");

  private final BundlePolicy policy;
  private final PolicyInput input;
  private final Verdict verdict;

  private SampleDecisions(BundlePolicy policy) {
    this.policy = policy;
    this.input = input(policy);
    this.verdict = policy.evaluate(input);
  }

  /** Reads the policy from the checkout that is the working directory. */
  static SampleDecisions load(PolicyLoader loader) throws BundleException {
    return new SampleDecisions(loader.load(BUNDLE, ENTRYPOINT));
  }

  BundlePolicy policy() {
    return policy;
  }

  /** Decision number {@code number}: all of them differ in their id. */
  DecisionRecord of(long number) {
    DecisionId id =
        new DecisionId("019cb7c1-96b1-7000-8000-" + HexFormat.of().toHexDigits(number, 12));
    return new DecisionRecord(id, TIME, true, input, verdict, policy.identity());
  }

  private static PolicyInput input(BundlePolicy policy) {
    AccessRequest request =
        AccessRequest.builder()
            .id("0f7c1f0a-3a5d-4f0c-9d56-6c1b8f1c2a10")
            .method("GET")
            .scheme("https")
            .authority("orders.example")
            .target("/api/v1/orders/42")
            .protocol("HTTP/2")
            .headers(Headers.of(new Header("accept", "application/json")))
            .peer(new Peer("192.0.2.7", 51_000, "", ""))
            .destination(new Destination("ledger", "", "", 0))
            .build();
    return PolicyInput.of(
        request, CredentialHeaders.KNOWN, facts(), policy.registration(SUBJECT.value()), TIME);
  }

  private static CallerFacts facts() {
    TokenFacts token =
        new TokenFacts(
            "https://issuer.example",
            SUBJECT.value(),
            List.of("https://orders.example"),
            List.of("orders:write"),
            "orders",
            "4f0c9d56",
            TIME.minusSeconds(60),
            TIME.plusSeconds(240),
            "key-1",
            "at+jwt",
            JsonObject.builder().put("iss", "https://issuer.example").build());
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
        List.of(),
        new AgentFacts(null, null, null),
        JsonObject.EMPTY,
        JsonObject.EMPTY,
        false,
        Duration.ofSeconds(12),
        new Attribution(Attribution.Level.BOUND, List.of("the key was proved")));
  }
}
