package io.countersign.credentials.approval;

import static io.countersign.credentials.jose.JwtText.quoted;
import static io.countersign.credentials.token.TestIssuer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.dpop.Origins;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.JwtText;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.jose.SigningKey;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.token.TestIssuer;
import io.countersign.credentials.token.TokenRules;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.AgentFacts;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.RequestBody;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApprovalVerifierTest {
  private static final TestIssuer ISSUER = TestIssuer.named("https://approvals.example");
  private static final TestIssuer OTHER = TestIssuer.named("https://other.example");
  private static final SigningKey KEY = ISSUER.key(JwsAlgorithm.ES256);
  private static final String AGENT = "spiffe://prod.example/ns/shop/sa/agent";
  private static final Set<String> SELF = Set.of(AGENT, "https://issuer.example#bot");
  private static final JsonObject NO_TOKEN = JsonObject.EMPTY;

  /** The canonical form of the arguments and the action, written by hand (RFC 8785). */
  private static final String ARGUMENTS = "{\"amount\":19.9,\"order\":\"7\"}";

  private static final String ACTION =
      "{\"arguments_sha256\":\""
          + Sha256.of(utf8(ARGUMENTS)).hex()
          + "\",\"method\":\"POST\",\"origin\":\"https://orders.example\",\"path\":\"/mcp\","
          + "\"tool\":\"refund_order\"}";

  private static final String BODY =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"refund_order\","
          + "\"arguments\":{\"order\":\"7\",\"amount\":1.990e1}}}";

  private static final JwtText GOOD =
      new JwtText(Map.of("typ", "\"approval+jwt\""), Map.of())
          .claim("iss", quoted(ISSUER.name()))
          .claim("sub", "\"alice\"")
          .claim("act_sub", quoted(AGENT))
          .claim("jti", "\"approval-1\"")
          .claim("iat", String.valueOf(NOW.getEpochSecond() - 10))
          .claim("exp", String.valueOf(NOW.getEpochSecond() + 60))
          .claim("session", "\"s1\"")
          .claim("action_sha256", digestOf(ACTION))
          .claim("scope", "\"refund_order orders:write\"");

  private static final ApprovalVerifier VERIFIER = verifier();

  /**
   * A request with an approval that does not hold.
   *
   * @param token claims of the access token
   */
  record Case(String name, AccessRequest request, JsonObject token) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static ApprovalVerifier verifier() {
    KeySet ours = ISSUER.keySet(0, NOW);
    KeySet others = OTHER.keySet(0, NOW);
    Set<JwsAlgorithm> algorithms = Set.of(JwsAlgorithm.ES256, JwsAlgorithm.EDDSA);
    try {
      return new ApprovalVerifier(
          List.of(
              new ApprovalIssuer(ISSUER.name(), now -> ours, algorithms),
              new ApprovalIssuer(OTHER.name(), now -> others, algorithms)),
          Origins.of(
              List.of(
                  URI.create("https://orders.example"), URI.create("https://admin.example:8443"))),
          new TokenRules(Duration.ofSeconds(30), Duration.ofHours(1)),
          SignatureProvider.best());
    } catch (CredentialConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ApprovalOutcome ask(AccessRequest request, JsonObject token, Instant now) {
    return VERIFIER.verify(request, AGENT, SELF, token, now);
  }

  private static VerifiedApproval accepted(JwtText approval) throws JOSEException {
    return assertInstanceOf(
        VerifiedApproval.class, ask(request(BODY, approval.signedBy(KEY)), NO_TOKEN, NOW));
  }

  // Refusals

  @ParameterizedTest
  @MethodSource({"headers", "claims", "sessions", "otherActions", "texts"})
  void isInvalid(Case hostile) {
    assertInstanceOf(ApprovalOutcome.Invalid.class, ask(hostile.request(), hostile.token(), NOW));
  }

  private static Case header(String name, String json) throws JOSEException {
    JwtText text = GOOD.header("alg", "\"ES256\"").header("kid", quoted(KEY.id()));
    return new Case(
        name + " " + json, request(BODY, text.header(name, json).signedAsItIs(KEY)), NO_TOKEN);
  }

  private static Case text(String name, String approval) {
    return new Case(name, request(BODY, approval), NO_TOKEN);
  }

  static List<Case> headers() throws JOSEException {
    List<Case> cases = new ArrayList<>();
    for (String type :
        List.of("\"JWT\"", "\"at+jwt\"", "\"APPROVAL+jwt\"", "\"dpop+jwt\"", "1", "null")) {
      cases.add(header("typ", type));
    }
    for (String algorithm : List.of("\"none\"", "\"HS256\"", "\"PS256\"", "\"EdDSA\"", "1")) {
      cases.add(header("alg", algorithm));
    }
    for (String id : List.of("\"unknown\"", "\"\"", "1", "null")) {
      cases.add(header("kid", id));
    }
    cases.add(header("crit", "[\"exp\"]"));
    cases.add(header("crit", "null"));
    cases.add(text("no typ", GOOD.withoutHeader("typ").signedBy(KEY)));
    cases.add(text("no kid", GOOD.header("alg", "\"ES256\"").signedAsItIs(KEY)));
    cases.add(text("no alg", GOOD.header("kid", quoted(KEY.id())).signedAsItIs(KEY)));
    cases.add(text("not listed", GOOD.signedBy(ISSUER.key(JwsAlgorithm.ES384))));
    SigningKey theirs = OTHER.key(JwsAlgorithm.ES256);
    cases.add(text("another issuer's key", GOOD.signedBy(theirs)));
    JwtText ours = GOOD.header("alg", "\"ES256\"").header("kid", quoted(KEY.id()));
    cases.add(text("another's signature", ours.signedAsItIs(theirs)));
    cases.add(text("own key", ours.header("jwk", theirs.jwk()).signedAsItIs(theirs)));
    return cases;
  }

  static List<Case> claims() throws JOSEException {
    List<Case> cases = new ArrayList<>();
    List<String> texts = List.of("iss", "sub", "act_sub", "jti", "action_sha256", "scope");
    for (String name : texts) {
      cases.add(text("no " + name, GOOD.withoutClaim(name).signedBy(KEY)));
      for (String wrong : List.of("1", "null", "true", "{}", "[\"a\"]", "\"\"")) {
        cases.add(text(name + " " + wrong, GOOD.claim(name, wrong).signedBy(KEY)));
      }
    }
    for (String name : List.of("exp", "iat")) {
      cases.add(text("no " + name, GOOD.withoutClaim(name).signedBy(KEY)));
      for (String wrong : List.of("\"1800000010\"", "null", "-1", "1e300", "[]")) {
        cases.add(text(name + " " + wrong, GOOD.claim(name, wrong).signedBy(KEY)));
      }
    }
    for (String wrong : List.of("\"true\"", "1", "null", "[true]")) {
      cases.add(text("single_use " + wrong, GOOD.claim("single_use", wrong).signedBy(KEY)));
    }
    String now = String.valueOf(NOW.getEpochSecond());
    String later = String.valueOf(NOW.getEpochSecond() + 31);
    cases.add(text("expires now", GOOD.claim("exp", now).signedBy(KEY)));
    cases.add(text("issued later", GOOD.claim("iat", later).signedBy(KEY)));
    cases.add(text("unknown issuer", GOOD.claim("iss", "\"https://x.example\"").signedBy(KEY)));
    cases.add(text("for another agent", GOOD.claim("act_sub", quoted(AGENT + "2")).signedBy(KEY)));
    cases.add(text("by the agent", GOOD.claim("sub", quoted(AGENT)).signedBy(KEY)));
    cases.add(
        text("by an actor", GOOD.claim("sub", "\"https://issuer.example#bot\"").signedBy(KEY)));
    cases.add(text("long jti", GOOD.claim("jti", quoted("a".repeat(257))).signedBy(KEY)));
    cases.add(text("long sub", GOOD.claim("sub", quoted("a".repeat(2049))).signedBy(KEY)));
    return cases;
  }

  static List<Case> sessions() throws JOSEException {
    List<Case> cases = new ArrayList<>();
    cases.add(text("neither session nor txn", GOOD.withoutClaim("session").signedBy(KEY)));
    for (String wrong : List.of("1", "null", "\"\"", "[\"s1\"]")) {
      cases.add(text("session " + wrong, GOOD.claim("session", wrong).signedBy(KEY)));
      String both = GOOD.claim("session", wrong).claim("txn", "\"t1\"").signedBy(KEY);
      cases.add(text("session " + wrong + " beside txn", both));
      cases.add(text("txn " + wrong, GOOD.claim("txn", wrong).signedBy(KEY)));
    }
    String both = GOOD.claim("txn", "\"t1\"").signedBy(KEY);
    JsonObject otherSession = JsonObject.builder().put("sid", "s2").put("txn", "t1").build();
    JsonObject otherTxn = JsonObject.builder().put("sid", "s1").put("txn", "t2").build();
    cases.add(new Case("another session", request(BODY, both), otherSession));
    cases.add(new Case("another transaction", request(BODY, both), otherTxn));
    return cases;
  }

  static List<Case> otherActions() throws JOSEException {
    String approval = GOOD.signedBy(KEY);
    List<Case> cases = new ArrayList<>();
    cases.add(action("PUT", "orders.example", "/mcp", BODY, approval));
    cases.add(action("post", "orders.example", "/mcp", BODY, approval));
    cases.add(action("POST", "admin.example:8443", "/mcp", BODY, approval));
    cases.add(action("POST", "unknown.example", "/mcp", BODY, approval));
    cases.add(action("POST", "orders.example:8443", "/mcp", BODY, approval));
    cases.add(action("POST", "orders.example", "/mcp/", BODY, approval));
    cases.add(action("POST", "orders.example", "/MCP", BODY, approval));
    cases.add(action("POST", "orders.example", "/mcp", "", approval));
    for (String[] change :
        new String[][] {
          {"refund_order", "delete_order"},
          {"1.990e1", "1990"},
          {"1.990e1", "\"19.9\""},
          {"1.990e1", "19.900000000000001"},
          {"1.990e1", "1e400"},
          {"1.990e1", "1.990e1,\"note\":null"},
          {"\"7\"", "7"},
          {"tools/call", "tools/list"},
          {"\"2.0\"", "\"1.0\""},
          {"\"order\":", "\"order\":\"8\",\"order\":"},
          {"}}}", "}}"}
        }) {
      String body = BODY.replace(change[0], change[1]);
      assertNotEquals(BODY, body);
      cases.add(action("POST", "orders.example", "/mcp", body, approval));
    }
    // The digest of the nearest doubles, or of a call without its arguments, approves nothing.
    String inexact = BODY.replace("1.990e1", "9007199254740993");
    String nearest =
        ACTION.replace(
            Sha256.of(utf8(ARGUMENTS)).hex(),
            Sha256.of(utf8(ARGUMENTS.replace("19.9", "9007199254740992"))).hex());
    String bare = "{\"method\":\"POST\",\"origin\":\"https://orders.example\",\"path\":\"/mcp\"}";
    for (String digest : List.of(digestOf(nearest), digestOf(bare))) {
      String signed = GOOD.claim("action_sha256", digest).signedBy(KEY);
      cases.add(action("POST", "orders.example", "/mcp", inexact, signed));
    }
    String hex = GOOD.claim("action_sha256", quoted(Sha256.of(utf8(ACTION)).hex())).signedBy(KEY);
    cases.add(text("digest in hexadecimal", hex));
    AccessRequest whole = request(BODY, approval);
    RequestBody cut = new RequestBody(whole.body().bytes(), true);
    cases.add(
        new Case(
            "body cut by the gateway",
            AccessRequest.builder()
                .method("POST")
                .authority("orders.example")
                .target("/mcp")
                .headers(whole.headers())
                .body(cut)
                .build(),
            NO_TOKEN));
    return cases;
  }

  private static Case action(
      String method, String authority, String path, String body, String approval) {
    String name = String.join(" ", method, authority, path, body);
    return new Case(name, sent(method, authority, path, body, approval), NO_TOKEN);
  }

  static List<Case> texts() throws JOSEException {
    String good = GOOD.signedBy(KEY);
    List<Case> cases = new ArrayList<>();
    for (String bad : List.of("", "a.b.c", good + "=", good + ",", good + ".e", " " + good)) {
      cases.add(text("text of " + bad.length(), bad));
    }
    cases.add(new Case("twice", request(BODY, good, good), NO_TOKEN));
    cases.add(text("number", GOOD.claim("n", "9007199254740993").signedBy(KEY)));
    String[] parts = good.split("\\.", -1);
    String swapped = JwtText.json(GOOD.claim("scope", "\"all\"").claims());
    cases.add(text("swapped", parts[0] + "." + JwtText.encode(swapped) + "." + parts[2]));
    return cases;
  }

  @Test
  void approvalUnderKeysTooOldIsInvalid() throws Exception {
    String lasting = String.valueOf(NOW.getEpochSecond() + 10_000);
    AccessRequest request = request(BODY, GOOD.claim("exp", lasting).signedBy(KEY));
    Instant late = NOW.plus(Duration.ofHours(1));
    assertInstanceOf(VerifiedApproval.class, ask(request, NO_TOKEN, late));
    assertInstanceOf(ApprovalOutcome.Invalid.class, ask(request, NO_TOKEN, late.plusMillis(1)));
  }

  @Test
  void requestWithoutApprovalHasNone() {
    assertInstanceOf(ApprovalOutcome.None.class, ask(request(BODY), NO_TOKEN, NOW));
  }

  @Test
  void issuerGivenTwiceIsRefused() throws Exception {
    KeySet keys = ISSUER.keySet(0, NOW);
    ApprovalIssuer issuer =
        new ApprovalIssuer(ISSUER.name(), now -> keys, Set.of(JwsAlgorithm.ES256));
    Origins origins = Origins.of(List.of(URI.create("https://orders.example")));
    TokenRules rules = new TokenRules(Duration.ZERO, Duration.ofHours(1));
    SignatureProvider provider = SignatureProvider.best();
    assertThrows(
        IllegalArgumentException.class,
        () -> new ApprovalVerifier(List.of(issuer, issuer), origins, rules, provider));
  }

  // Acceptances

  @Test
  void approvalOfAToolCallHolds() throws Exception {
    VerifiedApproval approval = accepted(GOOD);
    assertEquals(
        new AgentFacts.Approval(
            "approval-1",
            ISSUER.name() + "#alice",
            NOW.plusSeconds(60),
            List.of("refund_order", "orders:write")),
        approval.facts());
    assertEquals(Optional.of("s1"), approval.session());
    assertEquals(Optional.empty(), approval.singleUseKey());
    assertEquals(Duration.ZERO, approval.keyAge());
  }

  @Test
  void transactionTakesTheSessionsPlaceAndAgreesWithTheToken() throws Exception {
    JwtText text = GOOD.withoutClaim("session").claim("txn", "\"t1\"");
    assertEquals(Optional.empty(), accepted(text).session());
    JsonObject token = JsonObject.builder().put("sid", "s1").put("txn", "t1").build();
    String both = GOOD.claim("txn", "\"t1\"").signedBy(KEY);
    assertInstanceOf(VerifiedApproval.class, ask(request(BODY, both), token, NOW));
  }

  @Test
  void singleUsesOfOneApprovalHaveOneKeyOfTheirIssuersOwn() throws Exception {
    JwtText single = GOOD.claim("single_use", "true");
    Optional<Sha256> key = accepted(single).singleUseKey();
    assertTrue(key.isPresent());
    assertEquals(key, accepted(single.claim("scope", "\"x\"")).singleUseKey());
    assertNotEquals(key, accepted(single.claim("jti", "\"approval-2\"")).singleUseKey());
    String others =
        single.claim("iss", quoted(OTHER.name())).signedBy(OTHER.key(JwsAlgorithm.ES256));
    VerifiedApproval theirs =
        assertInstanceOf(VerifiedApproval.class, ask(request(BODY, others), NO_TOKEN, NOW));
    assertNotEquals(key, theirs.singleUseKey());
    assertEquals(Optional.empty(), accepted(GOOD.claim("single_use", "false")).singleUseKey());
  }

  @Test
  void approvalOfAPlainRequestHoldsWithAnyQuery() throws Exception {
    String action =
        "{\"method\":\"DELETE\",\"origin\":\"https://admin.example:8443\",\"path\":\"/a%20b\"}";
    String approval = GOOD.claim("action_sha256", digestOf(action)).signedBy(KEY);
    for (String target : List.of("/a%20b", "/a%20b?force=1")) {
      AccessRequest request = sent("DELETE", "ADMIN.example:8443", target, "", approval);
      assertInstanceOf(VerifiedApproval.class, ask(request, NO_TOKEN, NOW));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String digestOf(String canonical) {
    return quoted(Sha256.of(utf8(canonical)).base64Url());
  }

  private static AccessRequest request(String body, String... approvals) {
    return sent("POST", "orders.example", "/mcp", body, approvals);
  }

  private static AccessRequest sent(
      String method, String authority, String target, String body, String... approvals) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("content-type", "application/json"));
    Arrays.stream(approvals)
        .forEach(text -> headers.add(new Header(CredentialHeaders.APPROVAL, text)));
    return AccessRequest.builder()
        .method(method)
        .scheme("https")
        .authority(authority)
        .target(target)
        .headers(new Headers(headers))
        .body(new RequestBody(ByteBuffer.wrap(utf8(body)), false))
        .build();
  }
}
