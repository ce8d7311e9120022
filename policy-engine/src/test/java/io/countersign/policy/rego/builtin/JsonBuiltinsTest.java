package io.countersign.policy.rego.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBuiltinsTest {
  private static RegoValue call(String name, RegoValue... arguments) throws BuiltinException {
    EvaluationContext context =
        new EvaluationContext(Instant.EPOCH, 1, 1_000_000, Long.MAX_VALUE / 4);
    return java.util.Objects.requireNonNull(
        Builtins.of(name).orElseThrow().call(context, arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,]",
        "01",
        "+1",
        "1.",
        "{\"a\" 1}",
        "\"a",
        "\"\\x\"",
        "nul",
        "1 2",
        "\"\t\""
      })
  void whatIsNoJsonIsRefused(String text) throws BuiltinException {
    assertEquals(RegoBoolean.FALSE, call("json.is_valid", RegoString.of(text)));
    assertThrows(BuiltinException.class, () -> call("json.unmarshal", RegoString.of(text)));
  }

  @Test
  void nestingIsBounded() {
    assertThrows(
        BuiltinException.class, () -> call("json.unmarshal", RegoString.of("[".repeat(100_000))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"b\":1,\"a\":[]} | {\"a\":[],\"b\":1}",
        "{\"a\":1,\"a\":2} | {\"a\":2}",
        "\"<\\/&>\" | \"\\u003c/\\u0026\\u003e\"",
        "\"\\ud83d\\ude00\" | \"😀\"",
        "\"\\ud83d\" | \"\uFFFD\"",
        " [1.50, 1e400 ] | [1.50,1e400]",
      })
  void textsAreReadAndWrittenAsGoDoes(String text, String written) throws BuiltinException {
    RegoValue value = call("json.unmarshal", RegoString.of(text));
    assertEquals(RegoString.of(written), call("json.marshal", value));
  }

  @Test
  void aNumberBeyondAllValuesIsJsonButNoValue() throws BuiltinException {
    RegoString text = RegoString.of("[1e40000]");
    assertEquals(RegoBoolean.TRUE, call("json.is_valid", text));
    assertThrows(BuiltinException.class, () -> call("json.unmarshal", text));
  }
}
