package io.countersign.credentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.jwk.ECKey;
import io.countersign.credentials.wimse.WptRules;
import io.countersign.credentials.x509.TestCertificates;
import io.countersign.decision.Attribution.Level;
import io.countersign.decision.Caller;
import io.countersign.decision.CallerFacts;
import io.countersign.decision.CredentialFacts;
import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import io.countersign.decision.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Workload identity tokens and transaction tokens in whole requests. */
class WorkloadIdentityTest {
  private static final String WIT_HEADER = "workload-identity-token";

  private static String wit(String workload, ECKey key) {
    Map<String, Object> jwk = new LinkedHashMap<>(key.toPublicJWK().toJSONObject());
    jwk.put("alg", "ES256");
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", Scenario.WITS);
    claims.put("sub", workload);
    claims.put("exp", Scenario.SECONDS + 300);
    claims.put("cnf", Map.of("jwk", jwk));
    return Scenario.sign(header("wit+jwt"), claims, Scenario.ISSUER_KEY);
  }

  private static String wpt(String wit, ECKey key, Map<String, Object> more) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", "https://orders.example/api/v1/orders");
    claims.put("jti", "p-1");
    claims.put("exp", Scenario.SECONDS + 30);
    claims.put("wth", digest(wit));
    claims.putAll(more);
    return Scenario.sign(Map.of("typ", "wpt+jwt", "alg", "ES256"), claims, key);
  }

  private static String transaction() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", Scenario.TRANSACTIONS);
    claims.put("aud", "prod.example");
    claims.put("txn", "t-1");
    claims.put("sub", "user-7");
    claims.put("scope", "orders.read");
    claims.put("req_wl", "spiffe://prod.example/gateway");
    claims.put("iat", Scenario.SECONDS);
    claims.put("exp", Scenario.SECONDS + 60);
    return Scenario.sign(header("txntoken+jwt"), claims, Scenario.ISSUER_KEY);
  }

  private static Map<String, Object> header(String type) {
    return Map.of("typ", type, "alg", "ES256", "kid", "k1");
  }

  private static String digest(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.US_ASCII)).base64Url();
  }

  /** A request with nothing but these. */
  private static Scenario workload(@Nullable String wit, @Nullable String wpt) {
    Scenario scenario = new Scenario();
    scenario.scheme = null;
    scenario.withProof = false;
    if (wit != null) {
      scenario.more.add(new Header(WIT_HEADER, wit));
    }
    if (wpt != null) {
      scenario.more.add(new Header("authorization", "WPT " + wpt));
    }
    return scenario;
  }

  private static Scenario workload() {
    String wit = wit(Scenario.ORDERS, Scenario.CLIENT_KEY);
    return workload(wit, wpt(wit, Scenario.CLIENT_KEY, Map.of()));
  }

  /** A bearer token of the subject, beside the identity of the workload orders. */
  private static Scenario withToken(String subject) {
    Scenario scenario = new Scenario().bearer();
    scenario.tokenClaims.put("sub", subject);
    scenario.proofPlace = WptRules.Place.WORKLOAD_PROOF_TOKEN;
    scenario.token = scenario.tokenText();
    String wit = wit(Scenario.ORDERS, Scenario.CLIENT_KEY);
    Map<String, Object> companion = Map.of("ath", digest(scenario.token));
    scenario.more.add(new Header(WIT_HEADER, wit));
    scenario.more.add(new Header("workload-proof-token", wpt(wit, Scenario.CLIENT_KEY, companion)));
    return scenario;
  }

  private static Caller.Rejected refused(Reason reason, Scenario scenario) {
    Caller.Rejected rejected = assertInstanceOf(Caller.Rejected.class, scenario.verify());
    assertEquals(reason, rejected.reason());
    return rejected;
  }

  private static CallerFacts verified(Scenario scenario) {
    Caller caller = scenario.verify();
    if (caller instanceof Caller.Rejected rejected) {
      throw new AssertionError(rejected.reason().name());
    }
    return caller.facts();
  }

  @Test
  void aProofWithoutAnIdentityIsRefused() {
    String wit = wit(Scenario.ORDERS, Scenario.CLIENT_KEY);
    refused(Reason.WIT_MISSING, workload(null, wpt(wit, Scenario.CLIENT_KEY, Map.of())));
  }

  @Test
  void anIdentityWithoutAProofIsRefusedAndNamesNobodyAsVerified() {
    Scenario scenario = workload(wit(Scenario.ORDERS, Scenario.CLIENT_KEY), null);
    CallerFacts facts = refused(Reason.WPT_MISSING, scenario).facts();

    assertEquals(Level.NONE, facts.attribution().level());
    assertEquals(List.of(), facts.credential().confirmations());
    assertEquals(false, facts.credential().bound());
  }

  @Test
  void aRefusedIdentityNamesNobodyAsVerified() {
    String forged = wit(Scenario.ORDERS, Scenario.CLIENT_KEY) + "AAAA";
    String wpt = wpt(forged, Scenario.CLIENT_KEY, Map.of());
    CallerFacts facts = refused(Reason.WIT_SIGNATURE, workload(forged, wpt)).facts();

    assertEquals(Level.NONE, facts.attribution().level());
    assertEquals(false, facts.credential().bound());
  }

  @Test
  void aStolenIdentityIsRefused() {
    String wit = wit(Scenario.ORDERS, Scenario.CLIENT_KEY);
    refused(Reason.WPT_SIGNATURE, workload(wit, wpt(wit, Scenario.OTHER_KEY, Map.of())));
  }

  @Test
  void aProofIsUsedOnce() {
    Scenario scenario = workload();
    verified(scenario);
    refused(Reason.WPT_REPLAYED, scenario);
  }

  @Test
  void aRefusedRequestDoesNotUseUpTheProof() {
    Scenario scenario = workload();
    scenario.chain = TestCertificates.of(Scenario.LEDGER).chain();
    refused(Reason.SUBJECT_MISMATCH, scenario);
    scenario.chain = "";
    verified(scenario);
  }

  @Test
  void anIdentityBesideAnothersCertificateIsRefused() {
    Scenario scenario = workload();
    scenario.chain = TestCertificates.of(Scenario.LEDGER).chain();
    refused(Reason.SUBJECT_MISMATCH, scenario);
  }

  @Test
  void anIdentityBesideAnothersTokenIsRefused() {
    refused(Reason.SUBJECT_MISMATCH, withToken(Scenario.LEDGER));
  }

  @Test
  void aTokenThatTheProofDoesNotNameIsRefused() {
    Scenario scenario = withToken(Scenario.ORDERS);
    scenario.token = scenario.tokenText().substring(0, 20);
    refused(Reason.WPT_TOKEN_HASH, scenario);
  }

  @Test
  void aTransactionTokenAloneIsNoCredential() {
    Scenario scenario = workload(null, null);
    scenario.more.add(new Header("txn-token", transaction()));
    refused(Reason.NO_CREDENTIAL, scenario);
  }

  @Test
  void aTransactionThatTheProofDoesNotNameIsRefused() {
    Scenario scenario = workload();
    scenario.more.add(new Header("txn-token", transaction()));
    refused(Reason.WPT_TRANSACTION_HASH, scenario);
  }

  @Test
  void aTransactionThatContradictsTheTokenIsRefused() {
    Scenario scenario = new Scenario();
    scenario.tokenClaims.put("txn", "t-2");
    scenario.more.add(new Header("txn-token", transaction()));
    refused(Reason.TXN_TOKEN_SUBJECT, scenario);
  }

  @Test
  void anIdentityAndItsProofNameTheWorkload() {
    CallerFacts facts = verified(workload());

    assertEquals(new SubjectId(Scenario.ORDERS, "prod.example"), facts.subject());
    assertEquals(CredentialFacts.Scheme.WIMSE, facts.credential().scheme());
    assertEquals(List.of(CredentialFacts.Confirmation.JWK), facts.credential().confirmations());
    assertEquals(Level.BOUND, facts.attribution().level());
    assertEquals(JsonObject.EMPTY, facts.transaction());
  }

  @Test
  void anIdentityBesideItsOwnTokenHolds() {
    assertEquals(
        new SubjectId(Scenario.ORDERS, "prod.example"),
        verified(withToken(Scenario.ORDERS)).subject());
  }

  @Test
  void aTransactionThatTheProofNamesIsReadWithIt() {
    String wit = wit(Scenario.ORDERS, Scenario.CLIENT_KEY);
    String transaction = transaction();
    Map<String, Object> companion = Map.of("tth", digest(transaction));
    Scenario scenario = workload(wit, wpt(wit, Scenario.CLIENT_KEY, companion));
    scenario.more.add(new Header("txn-token", transaction));
    assertEquals("t-1", verified(scenario).transaction().string("txn").orElseThrow());
  }

  @Test
  void aTransactionBesideATokenIsReadAndChangesNoSubject() {
    Scenario scenario = new Scenario();
    scenario.tokenClaims.put("txn", "t-1");
    scenario.more.add(new Header("txn-token", transaction()));
    CallerFacts facts = verified(scenario);

    assertEquals("t-1", facts.transaction().string("txn").orElseThrow());
    assertEquals(new SubjectId(Scenario.ORDERS, "prod.example"), facts.subject());
  }
}
