package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.CallerFacts;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Destination;
import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Peer;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.QueryParameter;
import io.countersign.decision.Reason;
import io.countersign.decision.Registration;
import io.countersign.decision.RequestBody;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.Engine;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Policies in the shapes of opa-envoy-plugin's documentation (openpolicyagent.org/docs/envoy,
 * "Policy Primer via Examples"), from a request to its verdict, in each engine.
 */
final class EnvoyDropInTest {
  private static final Path SOURCES = Path.of("src/test/resources/envoy");
  private static final List<String> ENTRYPOINTS =
      List.of(
          "people/allow",
          "controls/result",
          "shape/path",
          "shape/query",
          "shape/body",
          "shape/small",
          "shape/rpc",
          "shape/version",
          "mesh/allow",
          "login/allow",
          "basic/allow");
  private static final BundleReader READER =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
  private static final EvaluationLimits LIMITS = EvaluationLimits.defaults();
  private static final List<Engine> ENGINES = List.of(Engine.PLAN, Engine.WASM);
  private static final WasmEngine WASM = new WasmEngine(LIMITS);
  private static final Map<String, List<BundlePolicy>> POLICIES = new HashMap<>();

  @BeforeAll
  static void build() throws Exception {
    Optional<OpaProgram> opa = OpaProgram.find(System.getenv().getOrDefault("PATH", ""));
    assumeTrue(
        opa.isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
    byte[] archive =
        new BundleBuilder(opa.orElseThrow(), READER)
            .build(SOURCES, ENTRYPOINTS, BundleBuilder.Target.BOTH, "");
    Bundle bundle = READER.read("envoy.tar.gz", archive);
    PolicyLoader loader = new PolicyLoader(READER, WASM, LIMITS, null);
    for (String entrypoint : ENTRYPOINTS) {
      List<BundlePolicy> policies = new ArrayList<>();
      for (Engine engine : ENGINES) {
        policies.add(
            new BundlePolicy(bundle, loader.compile(bundle, entrypoint, engine), entrypoint));
      }
      POLICIES.put(entrypoint, policies);
    }
  }

  @AfterAll
  static void endWatchdog() {
    WASM.close();
  }

  private static AccessRequest.Builder request(String method, String target) {
    return AccessRequest.builder()
        .method(method)
        .scheme("https")
        .authority("shop.example")
        .target(target)
        .protocol("HTTP/2");
  }

  private static Verdict verdict(String entrypoint, AccessRequest.Builder request) {
    PolicyInput input =
        PolicyInput.of(
            request.build(),
            CredentialHeaders.KNOWN,
            CallerFacts.NOTHING,
            Registration.UNKNOWN,
            Instant.parse("2026-03-01T12:00:00Z"));
    List<Verdict> verdicts =
        POLICIES.getOrDefault(entrypoint, List.of()).stream()
            .map(policy -> policy.evaluate(input))
            .toList();
    assertEquals(ENGINES.size(), verdicts.size(), entrypoint);
    assertEquals(verdicts.getFirst().result(), verdicts.getLast().result(), "the engines differ");
    return verdicts.getFirst();
  }

  private static Effects allowed(String entrypoint, AccessRequest.Builder request) {
    return assertInstanceOf(Verdict.Allow.class, verdict(entrypoint, request)).effects();
  }

  private static Effects denied(Reason reason, String entrypoint, AccessRequest.Builder request) {
    Verdict.Deny deny = assertInstanceOf(Verdict.Deny.class, verdict(entrypoint, request));
    assertEquals(reason, deny.reason());
    return deny.effects();
  }

  private static Headers header(String name, String value) {
    return Headers.of(new Header(name, value));
  }

  private static JsonObject jwtPayload(String role) {
    JsonObject payload = JsonObject.builder().put("role", role).put("sub", "Ym9i").build();
    return JsonObject.builder()
        .put(
            "envoy.filters.http.jwt_authn",
            JsonObject.builder().put("jwt_payload", payload).build())
        .build();
  }

  private static RequestBody json(String text, boolean truncated) {
    return new RequestBody(StandardCharsets.UTF_8.encode(text), truncated);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /people/, none, '', false",
    "GET, /people/7, visitor, '', false",
    "GET, /people/7/secret, guest, '', false",
    "GET, /people/7, guest, '', true",
    "POST, /people, guest, {\"firstname\":\"Charlie\"}, false",
    "POST, /people, admin, {\"firstname\":\"Bob\"}, false",
    "POST, /people, admin, '', false",
    "POST, /people, admin, {\"firstname\":\"Charlie\"}, true",
  })
  void booleanOverRoleMethodPathAndBody(
      String method, String path, String role, String body, boolean allowed) {
    AccessRequest.Builder request =
        request(method, path).headers(header("content-type", "application/json"));
    if (!body.isEmpty()) {
      request.body(json(body, false));
    }
    if (!role.equals("none")) {
      request.metadata(jwtPayload(role));
    }
    assertEquals(
        allowed,
        verdict("people/allow", request) instanceof Verdict.Allow,
        () -> method + " " + path);
  }

  @Test
  void deniedObjectSpeaksToTheClient() {
    Effects unknown = denied(Reason.POLICY_DENIED, "controls/result", request("GET", "/"));
    assertEquals(401, unknown.deniedStatus());
    assertEquals("Authentication Failed", unknown.deniedBody());
    assertEquals(JsonObject.EMPTY, unknown.dynamicMetadata());
    Effects effects =
        denied(
            Reason.POLICY_DENIED,
            "controls/result",
            request("GET", "/").headers(header("X-Tenant", "red")));
    assertEquals(
        new Effects(
            List.of(),
            List.of(),
            List.of(new Header("x-validated-by", "security-checkpoint")),
            List.of(),
            List.of(),
            JsonObject.builder().put("cost", 2).put("tenant", "red").build(),
            403,
            "Unauthorized Request",
            JsonObject.EMPTY),
        effects);
  }

  @Test
  void allowedObjectChangesTheRequestAndTheAnswer() {
    Effects effects =
        allowed("controls/result", request("GET", "/?debug=1").headers(header("X-Tenant", "blue")));
    assertEquals(
        Set.of(
            new Header("x-ext-auth-allow", "yes"),
            new Header("x-validated-by", "security-checkpoint")),
        Set.copyOf(effects.requestHeaders()));
    assertEquals(
        List.of("one-auth-header", "another-auth-header"), effects.requestHeadersToRemove());
    assertEquals(List.of(new Header("x-foo", "bar")), effects.responseHeaders());
    assertEquals(
        Set.of(
            new QueryParameter("tag", "a"),
            new QueryParameter("tag", "b"),
            new QueryParameter("tenant", "blue")),
        Set.copyOf(effects.queryParametersToSet()));
    assertEquals(List.of("debug"), effects.queryParametersToRemove());
    assertEquals(
        JsonObject.builder().put("cost", 2).put("tenant", "blue").build(),
        effects.dynamicMetadata());
    assertEquals(0, effects.deniedStatus());
  }

  @Test
  void parsedPathQueryAndBodyAreThoseOfThePlugin() {
    allowed("shape/path", request("GET", "/people/a%2Fb/+"));
    allowed("shape/query", request("GET", "/people?lang=en&id=1&id=2"));
    denied(Reason.POLICY_UNDEFINED, "shape/query", request("GET", "/people?lang=en&id=2&id=1"));
    allowed("shape/rpc", request("POST", "/test.KitchenSink/Ping"));
    allowed("shape/version", request("GET", "/"));
    Headers type = header("content-type", "application/json");
    String text = "{\"firstname\": \"Charlie\", \"lastname\": \"Opa\"}";
    allowed("shape/body", request("POST", "/").headers(type).body(json(text, false)));
    allowed("shape/small", request("POST", "/").headers(type).body(json(text, false)));
    AccessRequest.Builder cut = request("POST", "/").headers(type).body(json(text, true));
    denied(Reason.POLICY_UNDEFINED, "shape/body", cut);
    denied(Reason.POLICY_UNDEFINED, "shape/small", cut);
  }

  @Test
  void peersAndContextAreThoseOfThePlugin() {
    AccessRequest.Builder request =
        request("GET", "/cart")
            .peer(new Peer("10.1.2.3", 40_000, "spiffe://prod.example/ns/shop/sa/web", ""))
            .destination(
                new Destination("cart", "spiffe://prod.example/ns/shop/sa/cart", "10.9.9.9", 8_443))
            .contextExtensions(Map.of("route", "cart"));
    assertEquals(Effects.NONE, allowed("mesh/allow", request));
    denied(
        Reason.POLICY_DENIED,
        "mesh/allow",
        request.peer(new Peer("192.0.2.1", 1, "spiffe://prod.example/ns/shop/sa/web", "")));
  }

  @Test
  void defaultObjectRefusesAndRedirectsLead() {
    Effects effects = denied(Reason.POLICY_DENIED, "login/allow", request("GET", "/"));
    assertEquals(301, effects.deniedStatus());
    assertEquals("Unauthorized Request", effects.deniedBody());
    assertEquals(List.of(new Header("x-ext-auth-allow", "no")), effects.responseHeaders());
    Effects redirect =
        denied(
            Reason.POLICY_DENIED,
            "login/allow",
            request("GET", "/").headers(header("x-session", "expired")));
    assertEquals(302, redirect.deniedStatus());
    assertEquals(
        List.of(
            new Header("location", "https://login.example/?to=a"),
            new Header("x-hint", "b"),
            new Header("x-hint", "c")),
        redirect.responseHeaders());
    assertEquals(
        List.of(new Header("x-ext-auth-allow", "yes")),
        allowed("login/allow", request("GET", "/").headers(header("x-session", "open")))
            .requestHeaders());
  }

  /** The one difference: who the caller is was verified before, and policy reads the outcome. */
  @Test
  void policyThatReadsTheCredentialItselfDenies() {
    denied(
        Reason.POLICY_DENIED,
        "basic/allow",
        request("GET", "/").headers(header("authorization", "Basic YWxpY2U6cGFzc3dvcmQ=")));
  }
}
