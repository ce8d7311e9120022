package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertFails;
import static io.countersign.policy.rego.builtin.Calls.assertGives;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeBuiltinsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "abc", " 1", "1 ", "+-1", "--5", "1e", "0x", "1_000", "0x1p4", "\u0661", "1d"})
  void whatIsNoNumberIsRefused(String text) {
    assertFails("strconv.ParseFloat: parsing \"" + text + "\": invalid syntax", "to_number", text);
  }

  @Test
  void numbersBeyondAllMeasureAreRefused() {
    assertFails("operand 1 must be valid number string but got string", "to_number", "+-NaN");
    assertFails("operand 1 must be valid number string but got string", "to_number", "-Infinity");
    assertFails("strconv.ParseFloat: parsing \"1e400\": value out of range", "to_number", "1e400");
    assertFails("invalid number: number too big", "to_number", "1e-99999999");
    assertFails("invalid number: number too big", "to_number", "9".repeat(5_000));
    assertFails(
        "operand 1 must be one of {null, boolean, number, string} but got array",
        "to_number",
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "-1.50, -1.50",
    "+1, 1",
    "01, 1",
    ".5, 0.5",
    "5., 5",
    "+.5e3, 500",
    "1e5, 1e5",
    "1e-400, 1e-400",
    "0e999999, 0",
    "00012.50, 12.50",
    "-0, -0",
  })
  void numbersAreReadFromText(String text, String expected) {
    assertGives(expected, "to_number", text);
  }

  @Test
  void otherKindsBecomeNumbers() {
    assertGives("0", "to_number", (Object) null);
    assertGives("1", "to_number", true);
    assertGives("0", "to_number", false);
    assertGives("7", "to_number", 7);
  }

  @Test
  void everyKindHasItsName() {
    Map<String, Object> kinds =
        Map.of(
            "boolean", true, "number", 1, "string", "", "array", List.of(), "object", Map.of(),
            "set", Set.of());
    kinds.forEach((name, value) -> {
      assertGives('"' + name + '"', "type_name", value);
      assertGives("true", "is_" + name, value);
      assertGives("false", "is_null", value);
      assertGives("false", "is_" + name, (Object) null);
    });
    assertGives("true", "is_null", (Object) null);
    assertGives("\"null\"", "type_name", (Object) null);
  }

  @Test
  void castsRefuseOtherKinds() {
    assertFails("operand 1 must be string but got number", "cast_string", 1);
    assertFails("operand 1 must be one of {array, set} but got object", "cast_set", Map.of());
    assertGives("[1, 2]", "cast_array", Set.of(2, 1));
    assertGives("{1, 2}", "cast_set", List.of(2, 1, 2));
    assertGives("{}", "cast_object", Map.of());
    assertGives("null", "cast_null", (Object) null);
    assertGives("true", "cast_boolean", true);
  }
}
