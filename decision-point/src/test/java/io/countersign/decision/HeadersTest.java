package io.countersign.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

  @Test
  void duplicatesAreKeptInOrderWhateverTheirCase() {
    Headers headers =
        Headers.of(new Header("DPoP", "1"), new Header("a", "x"), new Header("dpop", "2"));
    assertEquals(List.of("1", "2"), headers.values("DPOP"));
    assertEquals(3, headers.fields().size());
  }

  @Test
  void absentFieldHasNoValues() {
    assertEquals(List.of(), Headers.EMPTY.values("authorization"));
  }

  @Test
  void valuesKeepTheirCaseAndBlanks() {
    assertEquals(List.of(" DPoP x "), Headers.of(new Header("A", " DPoP x ")).values("a"));
  }

  @Test
  void namesAreFoldedTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("tr"));
      assertEquals("authorization", new Header("AUTHORIZATION", "").name());
      assertTrue(CredentialHeaders.KNOWN.contains("AUTHORIZATION"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void laterChangesOfTheListChangeNothing() {
    List<Header> fields = new ArrayList<>(List.of(new Header("a", "1")));
    Headers headers = new Headers(fields);
    fields.clear();
    assertEquals(List.of("1"), headers.values("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "PROXY-AUTHORIZATION",
        "dpop",
        "Cookie",
        "x-api-key",
        "X-Forwarded-Client-Cert",
        "Signature-Input",
        "x-countersign-approval",
        "X-Countersign-Anything",
        "x-countersign-",
        "x_countersign_subject",
        "X_Api_Key"
      })
  void credentialHeadersAreKnownInEverySpelling(String name) {
    assertTrue(CredentialHeaders.KNOWN.contains(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "accept", "x-countersign", "x-request-id", "authorization-x"})
  void otherHeadersAreNoCredentials(String name) {
    assertFalse(CredentialHeaders.KNOWN.contains(name));
  }
}
