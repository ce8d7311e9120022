package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertFails;
import static io.countersign.policy.rego.builtin.Calls.assertGives;
import static io.countersign.policy.rego.builtin.Calls.number;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArrayBuiltinsTest {
  @Test
  void whatIsNoArrayIsRefused() {
    assertFails("operand 1 must be array but got set", "array.concat", Set.of(), List.of());
    assertFails("operand 2 must be number but got string", "array.slice", List.of(), "0", 1);
    assertFails(
        "operand 3 must be integer number but got floating-point number",
        "array.slice",
        List.of(),
        0,
        number("1.5"));
    assertFails("operand 1 must be array but got string", "array.reverse", "abc");
    assertFails("operand 1 must be array but got number", "array.flatten", 1);
  }

  @Test
  void slicesStayWithinTheArray() {
    assertGives("[2]", "array.slice", List.of(1, 2, 3), 1, 2);
    assertGives("[1, 2]", "array.slice", List.of(1, 2, 3), -5, 2);
    assertGives("[]", "array.slice", List.of(1, 2, 3), 2, 1);
    assertGives("[3]", "array.slice", List.of(1, 2, 3), 2, Long.MAX_VALUE);
    assertGives("[]", "array.slice", List.of(1, 2, 3), Long.MAX_VALUE, Long.MAX_VALUE);
    assertGives("[]", "array.slice", List.of(1), 0, Long.MIN_VALUE);
  }

  @Test
  void arraysAreJoinedAndTurned() {
    assertGives("[1, 2, 1]", "array.concat", List.of(1, 2), List.of(1));
    assertGives("[]", "array.concat", List.of(), List.of());
    assertGives("[3, 2, 1]", "array.reverse", List.of(1, 2, 3));
    assertGives("[1, 2, [3], {4}]", "array.flatten", List.of(1, List.of(2, List.of(3)), Set.of(4)));
  }
}
