package io.countersign.log.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a | a | true",
        "a | ab | false",
        "a | ba | false",
        "'' | '' | true",
        "'' | a | false",
        "* | '' | true",
        "* | anything | true",
        "a* | a | true",
        "a* | abc | true",
        "a* | ba | false",
        "*a | cba | true",
        "*a | ab | false",
        "a*b | ab | true",
        "a*b | a | false",
        "a*a | a | false",
        "a*a | aa | true",
        "ab*ba | aba | false",
        "a*b*c | a-b-c | true",
        "a*b*c | abc | true",
        "a*b*c | acb | false",
        "a*bb*b | abb | false",
        "a*bb*b | abbb | true",
        "**a** | bab | true",
        "/api/*/42 | /api/v1/orders/42 | true",
        "a.c | abc | false",
        "[a] | a | false",
      })
  void starStandsForAnything(String pattern, String value, boolean matches) {
    assertEquals(matches, TextPattern.of(pattern).matches(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orders | orders",
        "spiffe://a/* | spiffe://a/b",
        "*\"quoted\\* | x\"quoted\\y",
        "Grüße* | Grüße €",
        "*😀 | 1😀",
        "* | x",
        "'' | ''",
        "tab\t* | tab\tx",
        "'*\u0001\u0001*' | 'a\u0001\u0001'",
      })
  void everyRecordWithSuchAValueHoldsTheNeedle(String pattern, String value) {
    TextPattern found = TextPattern.of(pattern);
    assertTrue(found.matches(value));
    byte[] record = CanonicalJson.bytes(JsonObject.builder().put("a", value).build());
    assertTrue(RecordQuery.Prepared.text(record).contains(found.needle()), found.needle());
  }

  @Test
  void exactPatternHasNoStars() {
    assertTrue(TextPattern.exactly("a*").matches("a*"));
    assertFalse(TextPattern.exactly("a*").matches("ab"));
    assertEquals("\"a*\"", TextPattern.exactly("a*").needle());
  }

  @Test
  void whatIsNoUnicodeTextIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> TextPattern.of("\ud800"));
    assertThrows(IllegalArgumentException.class, () -> TextPattern.exactly("\ud800"));
  }
}
