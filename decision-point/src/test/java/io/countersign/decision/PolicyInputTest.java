package io.countersign.decision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNull;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyInputTest {
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.987654321Z");
  private static final String SECRET = "s3cr3t";

  /**
   * Policies and recorded decisions outlive a release: a member that changes here changes for them.
   * Run with -Dcountersign.regenerate=true when that is meant, and record why in docs/decisions.
   */
  @Test
  void wholeDocumentIsThatOfTheGoldenFile() throws IOException {
    AccessRequest request =
        Requests.plain()
            .id("request-1")
            .method("POST")
            .target("/mcp/a%20b?q=1&q=2&r=%C3%A4")
            .protocol("HTTP/2")
            .headers(
                Headers.of(
                    new Header("Content-Type", "application/json; charset=utf-8"),
                    new Header("Accept", "text/html"),
                    new Header("accept", "text/plain"),
                    new Header("Authorization", "DPoP " + SECRET),
                    new Header(":path", "/mcp/a%20b?q=1&q=2&r=%C3%A4")))
            .peer(new Peer("10.1.2.3", 40000, "spiffe://prod.example/ns/pay/sa/orders", "PEM"))
            .destination(
                new Destination(
                    "ledger", "spiffe://prod.example/ns/pay/sa/ledger", "10.9.9.9", 443))
            .body(
                Requests.body(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
                        + "{\"name\":\"refund\",\"arguments\":{\"order\":7}}}"))
            .contextExtensions(Map.of("service", "ledger", "route", "r1"))
            .metadata(filter("envoy.filters.http.rbac", "shadow", "x"))
            .routeMetadata(filter("countersign", "tier", "gold"))
            .build();
    JsonObject document =
        PolicyInput.of(
                request, CredentialHeaders.KNOWN, Callers.facts(), Callers.registration(), TIME)
            .document();
    assertGolden("policy-input.json", document);
  }

  @Test
  void documentOfAnEmptyRequestIsThatOfTheGoldenFile() throws IOException {
    assertGolden("policy-input-empty.json", document(AccessRequest.builder()));
  }

  @Test
  void anotherRegistryGivesTheInputThatItWouldHaveGivenFromTheStart() {
    Registration[] registries = {
      Registration.UNKNOWN, Callers.registration(), Registration.of(JsonObject.EMPTY)
    };
    for (CallerFacts facts : List.of(CallerFacts.NOTHING, Callers.facts())) {
      for (Registration first : registries) {
        for (Registration second : registries) {
          assertEquals(
              input(facts, second), input(facts, first).registeredAs(second), first + " " + second);
        }
      }
    }
  }

  private static PolicyInput input(CallerFacts facts, Registration registration) {
    return PolicyInput.of(
        Requests.plain().build(), CredentialHeaders.KNOWN, facts, registration, TIME);
  }

  // Secrets

  @Test
  void noSecretReachesTheDocument() throws IOException {
    List<Header> fields = new ArrayList<>();
    for (String name : credentialHeaders()) {
      fields.add(new Header(name, "DPoP " + SECRET));
      fields.add(new Header(name.replace('-', '_'), SECRET));
    }
    fields.add(new Header("X-Countersign-Approval", SECRET));
    fields.add(new Header("x-countersign-subject", SECRET));
    fields.add(new Header("x_countersign_owner", SECRET));
    String target = "/a?b=c&access_token=" + SECRET + "&access%5Ftoken=" + SECRET + "#x";
    for (String name :
        List.of(":path", "Referer", "X-Original-Uri", "X-Envoy-Original-Path", "X-Forwarded-Uri")) {
      fields.add(new Header(name, "https://orders.example" + target));
    }
    fields.add(new Header("content-type", "application/x-www-form-urlencoded"));
    AccessRequest.Builder request =
        Requests.plain()
            .target(target)
            .headers(new Headers(fields))
            .body(Requests.body("grant=x&access_token=" + SECRET));
    String document = CanonicalJson.text(document(request));
    assertFalse(document.contains(SECRET), document);
    assertTrue(document.contains("grant"), document);
  }

  @Test
  void onlyPlainHeadersAreShown() {
    JsonObject document =
        document(
            Requests.plain()
                .headers(
                    Headers.of(
                        new Header("Authorization", SECRET),
                        new Header("X-Team", "a"),
                        new Header("x-team", "b, c"))));
    JsonObject expected = JsonObject.builder().put("x-team", "a,b, c").build();
    assertEquals(expected, at(document, "request", "headers"));
    assertEquals(expected, at(document, "attributes", "request", "http", "headers"));
  }

  // The members of opa-envoy-plugin

  /**
   * The members that the plugin's documentation shows, in Envoy's JSON names: a policy written for
   * it finds each of them at its place.
   */
  @Test
  void membersOfTheDocumentedInputOfOpaEnvoyPluginAreThere() {
    JsonObject document =
        document(
            Requests.withBody("application/json", "{\"a\":1}")
                .id("1")
                .protocol("HTTP/1.1")
                .peer(new Peer("172.17.0.10", 36472, "spiffe://prod.example/a", ""))
                .destination(new Destination("", "spiffe://prod.example/b", "172.17.0.17", 9080)));
    for (String path :
        List.of(
            "attributes.source.address.socketAddress.address",
            "attributes.source.address.socketAddress.portValue",
            "attributes.source.principal",
            "attributes.destination.address.socketAddress.address",
            "attributes.destination.address.socketAddress.portValue",
            "attributes.destination.principal",
            "attributes.metadataContext",
            "attributes.request.time",
            "attributes.request.http.id",
            "attributes.request.http.method",
            "attributes.request.http.headers.content-type",
            "attributes.request.http.path",
            "attributes.request.http.host",
            "attributes.request.http.scheme",
            "attributes.request.http.protocol",
            "attributes.request.http.body",
            "parsed_body.a",
            "parsed_path",
            "parsed_query",
            "truncated_body",
            "version.encoding",
            "version.ext_authz")) {
      assertNotNull(at(document, path.split("\\.")), path);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "/ [\"\"]",
        "/a [\"a\"]",
        "/a/ [\"a\",\"\"]",
        "/a//b [\"a\",\"\",\"b\"]",
        "/a/b%2Fc [\"a\",\"b/c\"]",
        "/%2e%2e/a [\"..\",\"a\"]",
        "/%252F [\"%2F\"]",
        "/a+b [\"a+b\"]",
        "/a%2Bb [\"a+b\"]",
        "/%C3%A4 [\"ä\"]",
        "/%ff [\"\uFFFD\"]",
        "/%zz/%41 [\"%zz\",\"A\"]",
        "* [\"*\"]"
      })
  void pathIsSplitFirstAndEachSegmentDecodedOnce(String path, String parsed) {
    JsonObject document = document(Requests.plain().target(path + "?x=/y"));
    assertEquals(parsed, CanonicalJson.text(at(document, "parsed_path")));
    assertEquals(path, text(document, "request", "path"));
    assertEquals(path + "?x=/y", text(document, "attributes", "request", "http", "path"));
  }

  @Test
  void queryIsParsedIntoArrays() {
    JsonObject document = document(Requests.plain().target("/a?x=1&x=%32&y"));
    assertEquals(
        "{\"x\":[\"1\",\"2\"],\"y\":[\"\"]}", CanonicalJson.text(at(document, "parsed_query")));
    assertEquals("x=1&x=%32&y", text(document, "request", "query"));
  }

  // Bodies

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "APPLICATION/JSON; charset=utf-8",
        " application/problem+json ",
        ""
      })
  void jsonBodyIsParsed(String type) {
    JsonObject document = document(Requests.withBody(type, "{\"a\":[1]}"));
    assertEquals("{\"a\":[1]}", CanonicalJson.text(at(document, "parsed_body")));
    assertEquals(JsonBoolean.FALSE, at(document, "truncated_body"));
    assertEquals("{\"a\":[1]}", text(document, "attributes", "request", "http", "body"));
  }

  @Test
  void formIsParsedIntoArrays() {
    JsonObject document =
        document(Requests.withBody("application/x-www-form-urlencoded", "a=1&a=+2&b"));
    assertEquals(
        "{\"a\":[\"1\",\" 2\"],\"b\":[\"\"]}", CanonicalJson.text(at(document, "parsed_body")));
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, {}",
    "application/jsonp, {}",
    "multipart/form-data, a",
    "application/json, '{\"a\":1,\"a\":2}'",
    "application/json, '{'",
    "'application/json,text/plain', {}"
  })
  void bodyThatIsNotReadHasNoMeaning(String type, String body) {
    JsonObject document = document(Requests.withBody(type, body));
    assertEquals(JsonNull.NULL, at(document, "parsed_body"));
    assertEquals(Optional.empty(), document.object("request").orElseThrow().object("mcp"));
    assertEquals(body, text(document, "attributes", "request", "http", "body"));
  }

  /** The upstream may go by the other one. */
  @Test
  void bodyOfTwoTypesIsNotRead() {
    JsonObject document =
        document(
            Requests.plain()
                .headers(
                    Headers.of(
                        new Header("content-type", "application/json"),
                        new Header("content-type", "text/plain")))
                .body(Requests.body("{}")));
    assertEquals(JsonNull.NULL, at(document, "parsed_body"));
  }

  @Test
  void truncatedBodyIsNotParsed() {
    RequestBody cut = new RequestBody(Requests.body("{}").bytes(), true);
    JsonObject document = document(Requests.plain().body(cut));
    assertEquals(JsonNull.NULL, at(document, "parsed_body"));
    assertEquals(JsonBoolean.TRUE, at(document, "truncated_body"));
    assertEquals(JsonBoolean.TRUE, at(document, "request", "body", "truncated"));
    assertEquals(JsonNumber.of(2), at(document, "request", "body", "size_bytes"));
    assertEquals(
        Sha256.of("{}".getBytes(UTF_8)).hex(), text(document, "request", "body", "sha256"));
  }

  @Test
  void emptyTruncatedBodyIsShownAsTruncated() {
    JsonObject document =
        document(Requests.plain().body(new RequestBody(Requests.body("").bytes(), true)));
    assertEquals(JsonBoolean.TRUE, at(document, "truncated_body"));
    assertEquals(JsonBoolean.TRUE, at(document, "request", "body", "truncated"));
  }

  @Test
  void readingABodyMovesNobodysPosition() {
    RequestBody body = Requests.body("abc");
    body.bytes().get();
    assertEquals(3, body.toBytes().length);
    assertEquals(3, body.bytes().remaining());
    assertTrue(body.bytes().isReadOnly());
  }

  // Times

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00.999999999Z, 2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00Z, 2026-03-01T12:00:00Z",
    "1970-01-01T00:00:00.5Z, 1970-01-01T00:00:00Z"
  })
  void timeIsRfc3339InUtcWithoutAFraction(Instant time, String text) {
    JsonObject document =
        PolicyInput.of(
                Requests.plain().build(),
                CredentialHeaders.KNOWN,
                CallerFacts.NOTHING,
                Registration.UNKNOWN,
                time)
            .document();
    assertEquals(text, text(document, "request", "time", "rfc3339"));
    assertEquals(text, text(document, "attributes", "request", "time"));
    assertEquals(
        JsonNumber.of(time.getEpochSecond()), at(document, "request", "time", "epoch_seconds"));
  }

  // Who asks

  @Test
  void nobodyIsNoSubject() {
    JsonObject document = document(Requests.plain());
    assertNull(document.get("subject"));
    assertNull(document.get("agent"));
    assertEquals(JsonArray.EMPTY, at(document, "actors"));
    assertEquals("none", text(document, "credential", "scheme"));
    assertEquals(JsonBoolean.FALSE, at(document, "credential", "bound"));
    assertEquals("none", text(document, "attribution", "level"));
  }

  @Test
  void unregisteredSubjectSaysSo() {
    JsonObject document =
        PolicyInput.of(
                Requests.plain().build(),
                CredentialHeaders.KNOWN,
                Callers.facts(),
                Registration.UNKNOWN,
                TIME)
            .document();
    assertEquals(JsonBoolean.FALSE, at(document, "subject", "registered"));
    assertEquals(JsonBoolean.FALSE, at(document, "peer", "certificate", "inventoried"));
    assertEquals("workload", text(document, "subject", "kind"));
  }

  private static Set<String> credentialHeaders() throws IOException {
    return Set.copyOf(resource("credential-headers.txt").lines().toList());
  }

  private static JsonObject document(AccessRequest.Builder request) {
    return PolicyInput.of(
            request.build(),
            CredentialHeaders.KNOWN,
            CallerFacts.NOTHING,
            Registration.UNKNOWN,
            TIME)
        .document();
  }

  private static JsonObject filter(String filter, String name, String value) {
    return JsonObject.builder().put(filter, JsonObject.builder().put(name, value).build()).build();
  }

  private static JsonValue at(JsonObject document, String... path) {
    JsonValue value = document;
    for (String name : path) {
      JsonValue next = value instanceof JsonObject object ? object.get(name) : null;
      if (next == null) {
        throw new AssertionError("no " + String.join(".", path) + " in " + document);
      }
      value = next;
    }
    return value;
  }

  private static String text(JsonObject document, String... path) {
    return ((JsonString) at(document, path)).value();
  }

  private static void assertGolden(String name, JsonObject document) throws IOException {
    String canonical = CanonicalJson.text(document);
    if (Boolean.getBoolean("countersign.regenerate")) {
      Files.writeString(
          Path.of("src/test/resources/io/countersign/decision", name), canonical + "\n");
    } else {
      assertEquals(resource(name), canonical + "\n");
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream resource = PolicyInputTest.class.getResourceAsStream(name)) {
      assertNotNull(resource, name);
      return new String(resource.readAllBytes(), UTF_8);
    }
  }
}
