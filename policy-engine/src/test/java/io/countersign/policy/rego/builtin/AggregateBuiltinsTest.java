package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertFails;
import static io.countersign.policy.rego.builtin.Calls.assertGives;
import static io.countersign.policy.rego.builtin.Calls.number;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AggregateBuiltinsTest {
  @Test
  void whatIsNoCollectionIsRefused() {
    assertFails("operand 1 must be one of {array, object, set, string} but got number", "count", 1);
    assertFails("operand 1 must be one of {set, array} but got object", "max", Map.of());
    assertFails("operand 1 must be one of {array, set} but got string", "all", "");
    assertFails(
        "operand 1 must be array of numbers but got array containing string",
        "sum",
        List.of(1, "2"));
    assertFails(
        "operand 1 must be set of numbers but got set containing null",
        "product",
        Collections.singleton(null));
  }

  @Test
  void collectionsAreCounted() {
    assertGives("2", "count", List.of(1, 1));
    assertGives("1", "count", Map.of("a", 1));
    assertGives("1", "count", Set.of(1));
    assertGives("3", "count", "a\uD83D\uDE00b");
    assertGives("0", "count", "");
  }

  @Test
  void numbersAreTotalled() {
    assertGives("0", "sum", List.of());
    assertGives("1", "product", List.of());
    assertGives("6", "sum", List.of(1, 2, 3));
    assertGives("9223372036854775808", "sum", List.of(Long.MAX_VALUE, 1));
    assertGives("0.6", "sum", List.of(number("0.1"), number("0.2"), number("0.3")));
    assertGives("0.06", "product", List.of(number("0.1"), number("0.2"), 3));
    assertGives("18446744073709551614", "product", Set.of(2, Long.MAX_VALUE));
  }

  @Test
  void extremesAreFoundAmongAllKinds() {
    assertGives("undefined", "max", List.of());
    assertGives("undefined", "min", Set.of());
    assertGives("\"a\"", "max", List.of(3, "a", true));
    assertGives("true", "min", List.of(3, "a", true));
    assertGives("1.0", "max", List.of(1, number("1.0")));
    assertGives("[true, 1, 2, \"a\"]", "sort", List.of("a", 2, true, 1));
    assertGives("[1, 2]", "sort", Set.of(2, 1));
  }

  @Test
  void allAndAnyLookForTrue() {
    assertGives("true", "all", List.of());
    assertGives("false", "any", List.of());
    assertGives("false", "all", List.of(true, 1));
    assertGives("true", "any", Set.of(false, true));
    assertGives("true", "all", Set.of(true));
  }

  @Test
  void membershipIsAskedOfEveryKind() {
    assertGives("true", "internal.member_2", 1, List.of(2, number("1.0")));
    assertGives("true", "internal.member_2", 1, Set.of(1));
    assertGives("true", "internal.member_2", 1, Map.of("a", 1));
    assertGives("false", "internal.member_2", "a", Map.of("a", 1));
    assertGives("false", "internal.member_2", "a", "abc");
    assertGives("true", "internal.member_3", 0, "a", List.of("a"));
    assertGives("false", "internal.member_3", -1, "a", List.of("a"));
    assertGives("true", "internal.member_3", "a", 1, Map.of("a", 1));
    assertGives("true", "internal.member_3", 1, 1, Set.of(1));
    assertGives("false", "internal.member_3", 1, 2, Set.of(1, 2));
    assertGives("false", "internal.member_3", 1, 2, "x");
  }
}
