package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertFails;
import static io.countersign.policy.rego.builtin.Calls.assertGives;
import static io.countersign.policy.rego.builtin.Calls.assertLimited;
import static io.countersign.policy.rego.builtin.Calls.number;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArithmeticBuiltinsTest {
  @Test
  void whatIsNoNumberIsRefused() {
    assertFails("operand 1 must be number but got string", "plus", "1", 2);
    assertFails("operand 2 must be number but got null", "mul", 1, null);
    assertFails("operand 1 must be one of {number, set} but got array", "minus", List.of(), 1);
    assertFails("operand 2 must be set but got number", "minus", Set.of(), 1);
    assertFails("operand 2 must be number but got set", "minus", 1, Set.of());
    assertFails("operand 1 must be number but got boolean", "abs", true);
    assertFails("divide by zero", "div", 1, 0);
    assertFails("divide by zero", "div", number("1.5"), number("0.0"));
    assertFails("modulo by zero", "rem", 1, 0);
    assertFails("modulo on floating-point number", "rem", number("1.5"), 1);
    assertFails("operand 1 must be integer but got string", "bits.and", "1", 1);
    assertFails(
        "operand 2 must be integer number but got floating-point number",
        "bits.or",
        1,
        number("1.5"));
    assertFails(
        "operand 2 must be an unsigned integer number but got a negative integer",
        "bits.lsh",
        1,
        -1);
    assertFails(
        "numbers.range_step: step must be a positive integer", "numbers.range_step", 1, 2, 0);
  }

  @Test
  void nothingGrowsWithoutEnd() {
    assertLimited("bits.lsh", 1, 1_000_000_000);
    assertLimited("bits.lsh", 1, number("1e30"));
    assertLimited("numbers.range", 0, 1_000_000);
    assertLimited("numbers.range", 0, number("1e300"));
    assertLimited("numbers.range", Long.MIN_VALUE, Long.MAX_VALUE);
    assertLimited("mul", number("1.5e-4000"), number("1.5e-4000"));
    assertLimited("product", List.of(number("1e3000"), number("1e3000"), number("1e3000")));
    assertGives("0", "bits.lsh", 0, number("1e30"));
    assertGives("-1", "bits.rsh", -5, number("1e30"));
  }

  /** Values as {@code opa eval} gives them. */
  @ParameterizedTest
  @CsvSource({
    "plus, 1, 2, 3",
    "plus, 9223372036854775807, 1, 9223372036854775808",
    "plus, -9223372036854775808, -1, -9223372036854775809",
    "plus, 0.1, 0.2, 0.3",
    "plus, 1234567.5, 0.25, 1.23456775e+06",
    "plus, 1.5, 1.5, 3",
    "minus, 1, 2, -1",
    "minus, -9223372036854775808, 1, -9223372036854775809",
    "minus, 0.3, 0.1, 0.20000000000000000002",
    "mul, 3037000500, 3037000500, 9223372037000250000",
    "mul, -9223372036854775808, -1, 9223372036854775808",
    "mul, 1e30, 3, 3000000000000000000000000000000",
    "mul, 0, -1.5, -0",
    "mul, 0.1, 0.1, 0.010000000000000000001",
    "div, 6, 3, 2",
    "div, 1, 3, 0.33333333333333333334",
    "div, 1e30, 3, 333333333333333333340000000000",
    "div, 0, -5, -0",
    "div, -9223372036854775808, -1, 9223372036854775808",
    "rem, -7, 3, -1",
    "rem, 10, 18446744073709551616, 10",
    "rem, 7.0, 2, 1",
    "bits.and, -1, 255, 255",
    "bits.or, 1, 36893488147419103232, 36893488147419103233",
    "bits.xor, 5, 1, 4",
    "bits.lsh, 1, 64, 18446744073709551616",
    "bits.rsh, 18446744073709551616, 64, 1",
  })
  void twoNumbersMakeOne(String name, String a, String b, String expected) {
    assertGives(expected, name, number(a), number(b));
  }

  /** {@code ceil(-0.5)} is 1 in OPA, whose plans these are. */
  @ParameterizedTest
  @CsvSource({
    "abs, -5, 5",
    "abs, -1.5, 1.5",
    "abs, -9223372036854775808, 9223372036854775808",
    "abs, -12345678901234567890123, 12345678901234567890000",
    "round, 2.5, 3",
    "round, -2.5, -3",
    "round, -0.5, -1",
    "round, 1.0, 1",
    "round, 0.49, 0",
    "ceil, 1.2, 2",
    "ceil, -1.2, -1",
    "ceil, -0.5, 1",
    "floor, 1.8, 1",
    "floor, -1.2, -2",
    "floor, -0.5, 0",
    "bits.negate, 5, -6",
  })
  void oneNumberMakesAnother(String name, String a, String expected) {
    assertGives(expected, name, number(a));
  }

  @Test
  void setsAreSubtracted() {
    assertGives("{1}", "minus", Set.of(1, 2), Set.of(2, 3));
    assertGives("set()", "minus", Set.of(1), Set.of(1));
  }

  @Test
  void allValuesCompare() {
    assertGives("true", "equal", 1, number("1.0"));
    assertGives("true", "neq", 1, "1");
    assertGives("true", "gt", "a", 1);
    assertGives("true", "gte", Set.of(), Set.of());
    assertGives("true", "lt", null, false);
    assertGives("false", "lte", List.of(2), List.of(1, 5));
  }

  @Test
  void rangesGoBothWays() {
    assertGives("[1, 2, 3]", "numbers.range", 1, 3);
    assertGives("[3, 2, 1]", "numbers.range", 3, 1);
    assertGives("[1]", "numbers.range", 1, 1);
    assertGives("[1, 4, 7]", "numbers.range_step", 1, 8, 3);
    assertGives("[8, 5, 2]", "numbers.range_step", 8, 1, 3);
    assertGives(
        "[9223372036854775807, 9223372036854775808]",
        "numbers.range",
        Long.MAX_VALUE,
        number("9223372036854775808"));
    assertGives("[5]", "numbers.range_step", 5, 9, number("1e30"));
  }
}
