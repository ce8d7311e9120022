package io.countersign.policy.rego.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls functions with values of Java, for tests. */
final class Calls {
  private Calls() {}

  static EvaluationContext context() {
    return new EvaluationContext(Instant.EPOCH, 1, 100_000, 5_000_000_000L);
  }

  /** A value of Java; a list is an array, a set a set, a map an object. */
  static RegoValue value(@Nullable Object value) {
    return switch (value) {
      case null -> RegoNull.NULL;
      case RegoValue already -> already;
      case Boolean bool -> RegoBoolean.of(bool);
      case Integer number -> RegoNumber.of(number);
      case Long number -> RegoNumber.of(number);
      case String text -> RegoString.of(text);
      case List<?> list -> RegoArray.of(list.stream().map(Calls::value).toList());
      case Set<?> set -> RegoSet.of(set.stream().map(Calls::value).toList());
      case Map<?, ?> map -> {
        Map<RegoValue, RegoValue> members = new LinkedHashMap<>();
        map.forEach((key, member) -> members.put(value(key), value(member)));
        yield RegoObject.of(members);
      }
      default -> throw new IllegalArgumentException(value.getClass().getName());
    };
  }

  static RegoNumber number(String text) {
    return RegoNumber.parse(text).orElseThrow();
  }

  static @Nullable RegoValue call(String name, @Nullable Object... arguments)
      throws BuiltinException {
    RegoValue[] values = new RegoValue[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(arguments[i]);
    }
    return Builtins.of(name).orElseThrow().call(context(), values);
  }

  /** That a call gives what Rego writes so. */
  static void assertGives(String expected, String name, @Nullable Object... arguments) {
    try {
      assertEquals(expected, Objects.toString(call(name, arguments), "undefined"), name);
    } catch (BuiltinException e) {
      throw new AssertionError(name + ": " + e.getMessage(), e);
    }
  }

  static void assertFails(String message, String name, @Nullable Object... arguments) {
    assertEquals(
        message,
        assertThrows(BuiltinException.class, () -> call(name, arguments), name).getMessage());
  }

  static void assertLimited(String name, @Nullable Object... arguments) {
    assertThrows(EvaluationLimitException.class, () -> call(name, arguments), name);
  }
}
