package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertFails;
import static io.countersign.policy.rego.builtin.Calls.assertGives;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SetBuiltinsTest {
  @Test
  void whatIsNoSetIsRefused() {
    assertFails("operand 1 must be set but got array", "and", List.of(), Set.of());
    assertFails("operand 2 must be set but got number", "or", Set.of(), 1);
    assertFails("operand 1 must be set but got array", "union", List.of(Set.of(1)));
    assertFails("operand 1 must be set but got number", "union", Set.of(1));
    assertFails("operand 1 must be set but got string", "intersection", Set.of("a"));
  }

  @Test
  void setsAreUnitedAndIntersected() {
    assertGives("{2}", "and", Set.of(1, 2), Set.of(2, 3));
    assertGives("set()", "and", Set.of(1), Set.of(2));
    assertGives("{1, 2, 3}", "or", Set.of(1, 2), Set.of(2, 3));
    assertGives("{1}", "or", Set.of(), Set.of(1));
    assertGives("{1}", "set_diff", Set.of(1, 2), Set.of(2, 3));
    assertGives("{1, 2, 3}", "union", Set.of(Set.of(1), Set.of(2, 3)));
    assertGives("set()", "union", Set.of());
    assertGives("{2}", "intersection", Set.of(Set.of(1, 2), Set.of(2, 3)));
    assertGives("set()", "intersection", Set.of());
  }
}
