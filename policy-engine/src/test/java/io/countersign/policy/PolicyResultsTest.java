package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.QueryParameter;
import io.countersign.decision.Reason;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyResultsTest {

  private static Verdict verdict(String result) throws JsonSyntaxException {
    JsonValue value = JsonParser.parse(result.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    Verdict verdict = PolicyResults.verdict(value);
    assertEquals(value, verdict.result(), "the record holds what policy said");
    return verdict;
  }

  private static Verdict.Deny deny(String result) throws JsonSyntaxException {
    return assertInstanceOf(Verdict.Deny.class, verdict(result));
  }

  private static Effects allowed(String result) throws JsonSyntaxException {
    return assertInstanceOf(Verdict.Allow.class, verdict(result)).effects();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "1",
        "'true'",
        "[]",
        "[true]",
        "{}",
        "{'allowed': 'true'}",
        "{'allowed': 1}",
        "{'allowed': null}",
        "{'Allowed': true}",
        "{'result': true}",
        "{'allow': 'true'}",
        "{'allow': null}",
        "{'allow': true, 'allowed': true}",
        "{'allow': true, 'allowed': false}",
        "{'allow': 'true', 'allowed': true}",
        "{'allow': true, 'reasons': ['NO_GRANT']}",
        "{'allow': true, 'reasons': ['own']}",
        "{'allow': true, 'reasons': {}}",
        "{'allow': true, 'reasons': null}",
        "{'allow': true, 'reasons': 'NO_GRANT'}",
        "{'allow': false, 'reasons': [1]}",
        "{'allow': false, 'reasons': ['']}",
        "{'allow': true, 'reason': ['NO_GRANT']}",
        "{'allow': true, 'deny': true}",
        "{'allow': true, 'obligations': []}",
        "{'allow': true, 'obligations': null}",
        "{'allowed': true, 'headers': 'x'}",
        "{'allowed': true, 'headers': null}",
        "{'allowed': true, 'headers': {'x': 1}}",
        "{'allowed': true, 'headers': {'x': [1]}}",
        "{'allowed': true, 'headers': ['x']}",
        "{'allowed': true, 'headers': {'x': 'a\\r\\nb: c'}}",
        "{'allowed': true, 'headers': {'x': 'a\\u0000'}}",
        "{'allowed': true, 'headers': {'x y': 'a'}}",
        "{'allowed': true, 'headers': {'': 'a'}}",
        "{'allowed': true, 'headers': {':path': '/admin'}}",
        "{'allowed': true, 'headers': {'X-Countersign-Decision': 'a'}}",
        "{'allowed': true, 'headers': {'Content-Length': '0'}}",
        "{'allowed': true, 'headers': {'transfer-encoding': 'chunked'}}",
        "{'allowed': true, 'response_headers_to_add': {'x': true}}",
        "{'allowed': true, 'response_headers_to_add': {'x\\n': 'a'}}",
        "{'allowed': true, 'request_headers_to_remove': 'x'}",
        "{'allowed': true, 'request_headers_to_remove': {'x': 'y'}}",
        "{'allowed': true, 'request_headers_to_remove': [1]}",
        "{'allowed': true, 'request_headers_to_remove': [':path']}",
        "{'allowed': true, 'dynamic_metadata': []}",
        "{'allowed': true, 'query_parameters_to_set': ['x']}",
        "{'allowed': true, 'query_parameters_to_set': {'': 'x'}}",
        "{'allowed': true, 'query_parameters_to_remove': {'x': 'y'}}",
        "{'allowed': true, 'http_status': '200'}",
        "{'allowed': true, 'body': 1}",
        "{'allowed': false, 'http_status': 200}",
        "{'allowed': false, 'http_status': 204}",
        "{'allowed': false, 'http_status': 299}",
        "{'allowed': false, 'http_status': 418}",
        "{'allowed': false, 'http_status': 600}",
        "{'allowed': false, 'http_status': 403.5}",
        "{'allowed': false, 'http_status': -403}",
        "{'allowed': false, 'http_status': 4294967699}",
        "{'allowed': false, 'http_status': true}",
        "{'allowed': false, 'body': {}}",
        "{'allowed': false, 'headers': {'x': 'a\\nb'}}"
      })
  void anythingElseDenies(String result) throws JsonSyntaxException {
    Verdict.Deny deny = deny(result);
    assertEquals(Reason.POLICY_RESULT, deny.reason());
    assertEquals(List.of("POLICY_RESULT"), deny.codes());
    assertEquals(Effects.NONE, deny.effects());
  }

  @Test
  void falseDenies() throws JsonSyntaxException {
    assertEquals(Reason.POLICY_DENIED, deny("false").reason());
    assertEquals(List.of("POLICY_DENIED"), deny("false").codes());
    assertEquals(Reason.POLICY_DENIED, deny("{'allow': false}").reason());
    assertEquals(Reason.POLICY_DENIED, deny("{'allow': false, 'reasons': []}").reason());
    assertEquals(Reason.POLICY_DENIED, deny("{'allowed': false}").reason());
  }

  @Test
  void firstReasonOfOursIsThePrimaryAndAllCodesAreKept() throws JsonSyntaxException {
    Verdict.Deny deny =
        deny("{'allow': false, 'reasons': ['own', 'NO_GRANT', 'IDENTITY_SUSPENDED', 'NO_GRANT']}");
    assertEquals(Reason.IDENTITY_SUSPENDED, deny.reason());
    assertEquals(List.of("own", "NO_GRANT", "IDENTITY_SUSPENDED"), deny.codes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DPOP_REPLAYED", "INTERNAL_ERROR", "LOG_UNAVAILABLE", "POLICY_ERROR", "no_grant"})
  void findingsOfOurOwnChecksAreOwnCodesOfThePolicy(String code) throws JsonSyntaxException {
    Verdict.Deny deny = deny("{'allow': false, 'reasons': ['" + code + "']}");
    assertEquals(Reason.POLICY_DENIED, deny.reason());
    assertEquals(List.of(code), deny.codes());
  }

  @Test
  void codesAreBounded() throws JsonSyntaxException {
    String longest = "c".repeat(PolicyResults.MAX_CODE_LENGTH);
    assertEquals(
        Reason.POLICY_DENIED, deny("{'allow': false, 'reasons': ['" + longest + "']}").reason());
    assertEquals(
        Reason.POLICY_RESULT, deny("{'allow': false, 'reasons': ['" + longest + "c']}").reason());
    String most = "'a',".repeat(PolicyResults.MAX_CODES - 1) + "'a'";
    assertEquals(
        Reason.POLICY_DENIED, deny("{'allow': false, 'reasons': [" + most + "]}").reason());
    assertEquals(
        Reason.POLICY_RESULT, deny("{'allow': false, 'reasons': [" + most + ",'a']}").reason());
  }

  @Test
  void trueAllows() throws JsonSyntaxException {
    assertEquals(Effects.NONE, allowed("true"));
    assertEquals(Effects.NONE, allowed("{'allow': true, 'reasons': [], 'obligations': {}}"));
    assertEquals(Effects.NONE, allowed("{'allow': true}"));
    assertEquals(Effects.NONE, allowed("{'allowed': true}"));
    assertEquals(Effects.NONE, allowed("{'allowed': true, 'unknown': 1, 'http_status': 200}"));
  }

  @Test
  void obligationsAreHandedOnEitherWay() throws JsonSyntaxException {
    JsonObject obligations = JsonObject.builder().put("log", true).build();
    assertEquals(
        obligations, allowed("{'allow': true, 'obligations': {'log': true}}").obligations());
    assertEquals(
        obligations,
        deny("{'allow': false, 'obligations': {'log': true}}").effects().obligations());
  }

  @Test
  void envoyResultOfAnAllowedRequest() throws JsonSyntaxException {
    Effects effects =
        allowed(
            "{'allowed': true, 'headers': {'X-A': 'a', 'x-b': ['b', 'c']},"
                + "'response_headers_to_add': [{'X-R': 'r'}, {'x-s': ['s']}],"
                + "'request_headers_to_remove': ['X-Old'], 'body': 'ignored', 'http_status': 403,"
                + "'dynamic_metadata': {'m': {'n': 1}},"
                + "'query_parameters_to_set': {'Foo': 'b&r'}, 'query_parameters_to_remove': ['Q']}");
    assertEquals(
        new Effects(
            List.of(new Header("x-a", "a"), new Header("x-b", "b"), new Header("x-b", "c")),
            List.of("x-old"),
            List.of(new Header("x-r", "r"), new Header("x-s", "s")),
            List.of(new QueryParameter("Foo", "b&r")),
            List.of("Q"),
            JsonObject.builder().put("m", JsonObject.builder().put("n", 1).build()).build(),
            0,
            "",
            JsonObject.EMPTY),
        effects);
  }

  @Test
  void envoyResultOfADeniedRequestSpeaksToTheClient() throws JsonSyntaxException {
    Verdict.Deny deny =
        deny(
            "{'allowed': false, 'headers': {'location': 'https://login.example'},"
                + "'response_headers_to_add': {'x': 'not on denials'}, 'http_status': 302,"
                + "'request_headers_to_remove': ['a'], 'body': 'Go there', 'dynamic_metadata': {}}");
    assertEquals(Reason.POLICY_DENIED, deny.reason());
    assertEquals(
        new Effects(
            List.of(),
            List.of(),
            List.of(new Header("location", "https://login.example")),
            List.of(),
            List.of(),
            JsonObject.EMPTY,
            302,
            "Go there",
            JsonObject.EMPTY),
        deny.effects());
  }
}
