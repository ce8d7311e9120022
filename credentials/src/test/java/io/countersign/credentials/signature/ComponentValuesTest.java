package io.countersign.credentials.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import org.greenbytes.http.sfv.Parser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 9421 §2.1 and §2.2. */
final class ComponentValuesTest {
  private static final String ORIGIN = "https://www.example.com";

  private static @Nullable String value(AccessRequest.Builder request, String identifier) {
    Component component =
        Component.of(Parser.parseItem(identifier)).orElseThrow(AssertionError::new);
    assertEquals(identifier, component.identifier());
    return new ComponentValues(request.build(), ORIGIN).of(component);
  }

  private static AccessRequest.Builder target(String target) {
    return AccessRequest.builder().method("POST").authority("www.example.com").target(target);
  }

  private static AccessRequest.Builder fields(Header... fields) {
    return target("/").headers(Headers.of(fields));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "host"           | www.example.com
          "date"           | Tue, 20 Apr 2021 02:07:56 GMT
          "x-ows-header"   | Leading and trailing whitespace.
          "cache-control"  | max-age=60, must-revalidate
          "example-dict"   | a=1,    b=2;x=1;y=2,   c=(a   b   c)
          "x-empty-header" | ``
          "x-tab-header"   | `a\tb`
          """)
  void fieldsAsInSection21(String identifier, String expected) {
    AccessRequest.Builder request =
        fields(
            new Header("Host", "www.example.com"),
            new Header("Date", "Tue, 20 Apr 2021 02:07:56 GMT"),
            new Header("X-OWS-Header", "   Leading and trailing whitespace.   \t"),
            new Header("Cache-Control", "max-age=60"),
            new Header("Cache-Control", "    must-revalidate"),
            new Header("Example-Dict", "  a=1,    b=2;x=1;y=2,   c=(a   b   c)"),
            new Header("X-Empty-Header", ""),
            new Header("X-Tab-Header", "\ta\tb\t"));
    assertEquals(expected, value(request, identifier));
  }

  /** Differs from §2.1, which joins a folded line: no gateway that folds lines is to be trusted. */
  @Test
  void foldedLineHasNoValue() {
    assertNull(
        value(fields(new Header("X-Obs-Fold", "Obsolete\r\n    line folding.")), "\"x-obs-fold\""));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "example-dict";key="a" | 1
          "example-dict";key="d" | ?1
          "example-dict";key="b" | 2;x=1;y=2
          "example-dict";key="c" | (a b c)
          """)
  void membersAsInSection212(String identifier, String expected) {
    Header field = new Header("Example-Dict", "  a=1, b=2;x=1;y=2, c=(a   b    c), d");
    assertEquals(expected, value(fields(field), identifier));
  }

  @Test
  void strictFormOfAKnownDictionary() {
    assertEquals("u=1, i", value(fields(new Header("Priority", "u=1,   i=?1")), "\"priority\";sf"));
  }

  @Test
  void bytesAsInSection213() {
    assertEquals(
        ":dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:",
        value(
            fields(
                new Header("Example-Header", "value, with, lots"),
                new Header("Example-Header", "of, commas")),
            "\"example-header\";bs"));
    assertEquals(
        ":dmFsdWUsIHdpdGgsIGxvdHMsIG9mLCBjb21tYXM=:",
        value(
            fields(new Header("Example-Header", "value, with, lots, of, commas")),
            "\"example-header\";bs"));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "@method"         | /path?param=value | POST
          "@target-uri"     | /path?param=value | https://www.example.com/path?param=value
          "@authority"      | /path?param=value | www.example.com
          "@scheme"         | /path?param=value | https
          "@request-target" | /path?param=value | /path?param=value
          "@path"           | /path?param=value | /path
          "@path"           | ``                | /
          "@target-uri"     | ``                | https://www.example.com/
          "@path"           | /a%2Fb/%7e        | /a%2Fb/%7e
          "@query"          | /path?param=value&foo=bar&baz=bat%2Dman | ?param=value&foo=bar&baz=bat%2Dman
          "@query"          | /path?queryString | ?queryString
          "@query"          | /path             | ?
          """)
  void derivedAsInSection22(String identifier, String target, String expected) {
    assertEquals(expected, value(target(target), identifier));
  }

  @Test
  void targetsOfOtherFormsHaveNoValue() {
    for (String target : new String[] {"*", "https://www.example.com/path", "www.example.com:80"}) {
      assertNull(value(target(target), "\"@path\""));
      assertNull(value(target(target), "\"@request-target\""));
    }
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "@query-param";name="baz"   | param=value&foo=bar&baz=batman&qux= | batman
          "@query-param";name="qux"   | param=value&foo=bar&baz=batman&qux= | ``
          "@query-param";name="param" | param=value&foo=bar&baz=batman&qux= | value
          "@query-param";name="var"   | var=this%20is%20a%20big%0Avalue&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something | this%20is%20a%20big%0Avalue
          "@query-param";name="bar"   | var=this%20is%20a%20big%0Avalue&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something | with%20plus%20whitespace
          "@query-param";name="fa%C3%A7ade%22%3A%20" | var=this%20is%20a%20big%0Avalue&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something | something
          "@query-param";name="a"     | &a                                  | ``
          "@query-param";name="a"     | a=b=c                               | b%3Dc
          "@query-param";name="a"     | a=*-._~                             | *-._%7E
          """)
  void queryParametersAsInSection228(String identifier, String query, String expected) {
    assertEquals(expected, value(target("/parameters?" + query), identifier));
  }

  @ParameterizedTest(name = "of [{0}]")
  @CsvSource({"a=1&a=1", "a=1&%61=1", "a=%", "a=%4", "a=%-1", "a=%c3", "b=1", "x=%zz&a=1", "''"})
  void queryParametersThatAreAmbiguousHaveNoValue(String query) {
    assertNull(value(target("/?" + query), "\"@query-param\";name=\"a\""));
  }

  @Test
  void nothingBetweenSeparatorsIsNoParameter() {
    assertNull(value(target("/?a=1&"), "\"@query-param\";name=\"\""));
    assertEquals("1", value(target("/?=1&"), "\"@query-param\";name=\"\""));
  }
}
