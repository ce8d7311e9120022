package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertGives;
import static io.countersign.policy.rego.builtin.TextCalls.call;
import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.policy.rego.value.RegoNull;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encodings as opa 1.22.2 reads and writes them. */
class EncodingBuiltinsTest {
  @ParameterizedTest
  @CsvSource({
    "base64.decode, YQ=",
    "base64.decode, YQ",
    "base64.decode, Y",
    "base64.decode, YW Jj",
    "base64.decode, YQ==YQ==",
    "base64.decode, ====",
    "base64.decode, =",
    "base64.decode, YQ=a",
    "base64.decode, -_8=",
    "base64.decode, Yü==",
    "base64.decode, \ufeffYQ==",
    "base64url.decode, YQ=",
    "base64url.decode, Y",
    "base64url.decode, +/8=",
    "base64url.decode, YQ=a",
    "base64url.decode, 'YQ\n'",
    "base64url.decode, 'YWJj\n'",
    "base64url.decode, üü",
    "hex.decode, a",
    "hex.decode, 0",
    "hex.decode, 0g",
    "hex.decode, abc",
    "hex.decode, 0x61",
    "hex.decode, zz",
    "hex.decode, 6 1",
    "hex.decode, '61\n'",
    "hex.decode, ü",
    "hex.decode, ６１",
    "hex.decode, 6z1",
    "hex.decode, g",
    "urlquery.decode, %",
    "urlquery.decode, %2",
    "urlquery.decode, %zz",
    "urlquery.decode, %2z",
    "urlquery.decode, %%",
    "urlquery.decode, %ü1",
    "urlquery.decode, abc%",
    "urlquery.decode, %a",
    "urlquery.decode, %g",
    "urlquery.decode, %+1",
    "urlquery.decode, %1ü",
    "urlquery.decode, %1\ud834\udd1e",
  })
  void whatIsNotEncodedSoIsRefused(String name, String text) {
    assertThrows(BuiltinException.class, () -> call(name, text));
  }

  @ParameterizedTest
  @CsvSource({
    "fghijkl, invalid byte: U+0067 'g'",
    "0g, invalid byte: U+0067 'g'",
    "'6 1', invalid byte: U+0020 ' '",
    "ü, invalid byte: U+00C3 'Ã'",
    "abc, odd length hex string",
  })
  void firstByteThatIsNoDigitIsNamed(String text, String problem) {
    fails("encoding/hex: " + problem, "hex.decode", text);
  }

  @Test
  void wrongTypes() {
    fails("operand 1 must be string but got number", "base64.encode", 1);
    fails("operand 1 must be string but got number", "base64.decode", 1);
    fails("operand 1 must be string but got number", "base64url.encode", 1);
    fails("operand 1 must be string but got number", "base64url.encode_no_pad", 1);
    fails("operand 1 must be string but got number", "base64url.decode", 1);
    fails("operand 1 must be string but got number", "hex.encode", 1);
    fails("operand 1 must be string but got number", "hex.decode", 1);
    fails("operand 1 must be string but got number", "urlquery.encode", 1);
    fails("operand 1 must be string but got number", "urlquery.decode", 1);
    fails("operand 1 must be string but got number", "urlquery.decode_object", 1);
    fails("operand 1 must be string but got number", "json.unmarshal", 1);
    fails("operand 1 must be object but got null", "urlquery.encode_object", (Object) null);
    fails("operand 1 must be object but got array", "urlquery.encode_object", List.of("a"));
    fails("operand 1 must be string but got boolean", "base64.encode", true);
    fails("operand 1 must be string but got boolean", "base64.decode", true);
    fails("operand 1 must be string but got boolean", "base64url.encode", true);
    fails("operand 1 must be string but got boolean", "base64url.encode_no_pad", true);
    fails("operand 1 must be string but got boolean", "base64url.decode", true);
    fails("operand 1 must be string but got boolean", "hex.encode", true);
    fails("operand 1 must be string but got boolean", "hex.decode", true);
    fails("operand 1 must be string but got boolean", "urlquery.encode", true);
    fails("operand 1 must be string but got boolean", "urlquery.decode", true);
    fails("operand 1 must be string but got boolean", "urlquery.decode_object", true);
    fails("operand 1 must be string but got boolean", "json.unmarshal", true);
    fails(
        "operand 1 values must be string, array[string], or set[string]",
        "urlquery.encode_object",
        Map.of("a", 1));
    fails(
        "operand 1 values must be string, array[string], or set[string]",
        "urlquery.encode_object",
        Map.of("a", RegoNull.NULL));
    fails(
        "operand 1 values must be string, array[string], or set[string]",
        "urlquery.encode_object",
        Map.of("a", List.of("1", 2)));
    fails(
        "operand 1 values must be string, array[string], or set[string]",
        "urlquery.encode_object",
        Map.of("a", Map.of("b", "c")));
    fails("operand 1 must be object but got array", "urlquery.encode_object", List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "YQ=",
    "YQ",
    "Y",
    "YW Jj",
    "YQ==YQ==",
    "====",
    "=",
    "YQ=a",
    "-_8=",
    "Yü==",
    "\ufeffYQ==",
  })
  void notBase64(String text) {
    gives(false, "base64.is_valid", text);
  }

  @ParameterizedTest
  @CsvSource({
    "base64.decode, '', ''",
    "base64.decode, YQ==, a",
    "base64.decode, YR==, a",
    "base64.decode, YWI=, ab",
    "base64.decode, YWJj, abc",
    "base64.decode, 'YW\nJj', abc",
    "base64.decode, +/8=, ��",
    "base64.decode, /w==, �",
    "base64.decode, 'YWJj\n', abc",
    "base64.decode, 'YQ==\n', a",
    "base64.decode, 4pyT, ✓",
    "base64url.decode, '', ''",
    "base64url.decode, YQ==, a",
    "base64url.decode, YQ, a",
    "base64url.decode, YR, a",
    "base64url.decode, YWI, ab",
    "base64url.decode, -_8, ��",
    "base64url.decode, -_8=, ��",
    "base64url.decode, _w, �",
    "base64url.decode, 'YQ\n==', a",
    "base64url.decode, 4pyT, ✓",
    "base64.encode, '', ''",
    "base64url.encode, '', ''",
    "base64url.encode_no_pad, '', ''",
    "hex.encode, '', ''",
    "base64.encode, a, YQ==",
    "base64url.encode, a, YQ==",
    "base64url.encode_no_pad, a, YQ",
    "hex.encode, a, 61",
    "base64.encode, ab, YWI=",
    "base64url.encode, ab, YWI=",
    "base64url.encode_no_pad, ab, YWI",
    "hex.encode, ab, 6162",
    "base64.encode, abc, YWJj",
    "base64url.encode, abc, YWJj",
    "base64url.encode_no_pad, abc, YWJj",
    "hex.encode, abc, 616263",
    "base64.encode, ü, w7w=",
    "base64url.encode, ü, w7w=",
    "base64url.encode_no_pad, ü, w7w",
    "hex.encode, ü, c3bc",
    "base64.encode, \ud834\udd1e, 8J2Eng==",
    "base64url.encode, \ud834\udd1e, 8J2Eng==",
    "base64url.encode_no_pad, \ud834\udd1e, 8J2Eng",
    "hex.encode, \ud834\udd1e, f09d849e",
    "base64.encode, '\000', AA==",
    "base64url.encode, '\000', AA==",
    "base64url.encode_no_pad, '\000', AA",
    "hex.encode, '\000', 00",
    "base64.encode, ??>>~~, Pz8+Pn5+",
    "base64url.encode, ??>>~~, Pz8-Pn5-",
    "base64url.encode_no_pad, ??>>~~, Pz8-Pn5-",
    "hex.encode, ??>>~~, 3f3f3e3e7e7e",
    "base64.encode, 'a\nb', YQpi",
    "base64url.encode, 'a\nb', YQpi",
    "base64url.encode_no_pad, 'a\nb', YQpi",
    "hex.encode, 'a\nb', 610a62",
    "hex.decode, '', ''",
    "hex.decode, 6A, j",
    "hex.decode, 6a6A, jj",
    "hex.decode, ff, �",
    "hex.decode, c3bc, ü",
    "hex.decode, c3, �",
    "hex.decode, f09d849e, \ud834\udd1e",
    "hex.decode, 00, '\000'",
    "urlquery.encode, '', ''",
    "urlquery.encode, ' ', +",
    "urlquery.encode, a b+c, a+b%2Bc",
    "urlquery.encode, ~*-_., ~%2A-_.",
    "urlquery.encode, %, %25",
    "urlquery.encode, &=;?/, %26%3D%3B%3F%2F",
    "urlquery.encode, ü, %C3%BC",
    "urlquery.encode, \ud834\udd1e, %F0%9D%84%9E",
    "urlquery.encode, '\000', %00",
    "urlquery.encode, '\n', %0A",
    "urlquery.encode, '''()!\"', %27%28%29%21%22",
    "urlquery.encode, \\, %5C",
    "urlquery.encode, '@:$,', %40%3A%24%2C",
    "urlquery.decode, '', ''",
    "urlquery.decode, %ff, �",
    "urlquery.decode, %C3%BC, ü",
    "urlquery.decode, a+b, a b",
    "urlquery.decode, %2B, +",
    "urlquery.decode, a%00b, 'a\000b'",
    "urlquery.decode, ü%20, 'ü '",
    "urlquery.decode, \ud834\udd1e%41, \ud834\udd1eA",
    "urlquery.decode, %25, %",
  })
  void texts(String name, String text, String expected) {
    gives(expected, name, text);
  }

  @ParameterizedTest
  @CsvSource({
    "a=1;b=2",
    "a=%",
    "%=a",
    "a=1&b=%zz",
  })
  void wrongQueriesAreErrors(String query) {
    assertThrows(BuiltinException.class, () -> call("urlquery.decode_object", query));
  }

  @ParameterizedTest
  @CsvSource({
    "'', {}",
    "a, '{\"a\": [\"\"]}'",
    "a=, '{\"a\": [\"\"]}'",
    "=, '{\"\": [\"\"]}'",
    "=b, '{\"\": [\"b\"]}'",
    "a=1&a=2, '{\"a\": [\"1\", \"2\"]}'",
    "&&, {}",
    "a=b=c, '{\"a\": [\"b=c\"]}'",
    "a+b=c+d, '{\"a b\": [\"c d\"]}'",
    "%C3%BC=1, '{\"ü\": [\"1\"]}'",
    "?a=b, '{\"?a\": [\"b\"]}'",
    "a=%ff, '{\"a\": [\"�\"]}'",
    "%3B=1, '{\";\": [\"1\"]}'",
  })
  void queries(String query, String parameters) {
    assertGives(parameters, "urlquery.decode_object", query);
  }

  @Test
  void objectsAsQueries() {
    gives("", "urlquery.encode_object", Map.of());
    gives("", "urlquery.encode_object", Map.of());
    gives("a=b", "urlquery.encode_object", Map.of("a", "b"));
    gives("a=1&a=2", "urlquery.encode_object", Map.of("a", List.of("1", "2")));
    gives("", "urlquery.encode_object", Map.of("a", List.of()));
    gives("a=2&b=1", "urlquery.encode_object", Map.of("b", "1", "a", "2"));
    gives("=", "urlquery.encode_object", Map.of("", ""));
    gives("a+b=c%26d", "urlquery.encode_object", Map.of("a b", "c&d"));
    gives("%C3%BC=%C3%BC", "urlquery.encode_object", Map.of("ü", "ü"));
  }
}
