package io.countersign.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {
  private static final RequestRules STRICT = new RequestRules(PathRules.STRICT);
  private static final RequestRules LENIENT = new RequestRules(PathRules.LENIENT);

  @Test
  void requestWithoutMethodIsMalformed() {
    assertRefused(Reason.MALFORMED_REQUEST, Requests.plain().method(""));
  }

  @Test
  void requestWithoutAuthorityIsMalformed() {
    assertRefused(Reason.MALFORMED_REQUEST, Requests.plain().authority(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?a=b", "a", "orders.example:443", "https://orders.example/a", "*", "\\a"})
  void requestWhosePathIsNotInOriginFormIsMalformed(String target) {
    assertRefused(Reason.MALFORMED_REQUEST, Requests.plain().target(target));
    assertEquals(
        Optional.of(Reason.MALFORMED_REQUEST),
        LENIENT.refusal(Requests.plain().target(target).build()));
  }

  @Test
  void asteriskIsForOptionsAlone() {
    assertEquals(
        Optional.empty(), STRICT.refusal(Requests.plain().method("OPTIONS").target("*").build()));
    assertRefused(Reason.MALFORMED_REQUEST, Requests.plain().method("options").target("*"));
    assertRefused(Reason.MALFORMED_REQUEST, Requests.plain().method("OPTIONS").target("*/a"));
  }

  @Test
  void ambiguousPathIsRefusedUnlessPathsAreLenient() {
    AccessRequest.Builder request = Requests.plain().target("/a/../b");
    assertRefused(Reason.AMBIGUOUS_PATH, request);
    assertEquals(Optional.empty(), LENIENT.refusal(request.build()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token=x",
        "access_token=",
        "access_token",
        "a=b&access_token=x",
        "access%5Ftoken=x",
        "%61ccess_token=x",
        "%61%63%63%65%73%73%5f%74%6f%6b%65%6e=x",
        "a=b;access_token=x",
        "?access_token=x",
        "next=/a?access_token=x"
      })
  void credentialInTheQueryIsRefusedHoweverPathsAreRead(String query) {
    AccessRequest request = Requests.plain().target("/a?" + query).build();
    assertEquals(Optional.of(Reason.CREDENTIAL_IN_QUERY), STRICT.refusal(request));
    assertEquals(Optional.of(Reason.CREDENTIAL_IN_QUERY), LENIENT.refusal(request));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=access_token", "my_access_token=x", "access_tokens=x", "a=b&&c"})
  void queryWithoutCredentialIsTaken(String query) {
    assertEquals(Optional.empty(), STRICT.refusal(Requests.plain().target("/a?" + query).build()));
  }

  @Test
  void adaptersDefectComesFirst() {
    assertRefused(
        Reason.MULTIPLE_AUTHORIZATION,
        Requests.plain().method("").defect(Reason.MULTIPLE_AUTHORIZATION));
  }

  @Test
  void firstDefectStays() {
    assertRefused(
        Reason.MULTIPLE_AUTHORIZATION,
        Requests.plain().defect(Reason.MULTIPLE_AUTHORIZATION).defect(Reason.MALFORMED_REQUEST));
  }

  private static void assertRefused(Reason reason, AccessRequest.Builder request) {
    assertEquals(Optional.of(reason), STRICT.refusal(request.build()));
  }
}
