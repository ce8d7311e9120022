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
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls of built-in functions on texts, written with Java's own values. */
final class TextCalls {
  private static final long STEPS = 10_000_000;
  private static final long NANOS = 60_000_000_000L;

  private TextCalls() {}

  static EvaluationContext context(long steps) {
    return new EvaluationContext(Instant.EPOCH, 0, steps, NANOS);
  }

  static @Nullable RegoValue call(String name, @Nullable Object... arguments)
      throws BuiltinException {
    return call(context(STEPS), name, arguments);
  }

  static @Nullable RegoValue call(
      EvaluationContext context, String name, @Nullable Object... arguments)
      throws BuiltinException {
    return Builtins.of(name)
        .orElseThrow()
        .call(context, Arrays.stream(arguments).map(TextCalls::value).toArray(RegoValue[]::new));
  }

  static void gives(@Nullable Object expected, String name, @Nullable Object... arguments) {
    try {
      RegoValue result = call(name, arguments);
      assertEquals(value(expected), result, () -> name + Arrays.toString(arguments));
    } catch (BuiltinException e) {
      throw new AssertionError(name + Arrays.toString(arguments) + ": " + e.getMessage(), e);
    }
  }

  /** The call fails with exactly this message. */
  static void fails(String message, String name, @Nullable Object... arguments) {
    BuiltinException e = assertThrows(BuiltinException.class, () -> call(name, arguments));
    assertEquals(message, e.getMessage(), () -> name + Arrays.toString(arguments));
  }

  /** The call needs more than so many steps, and says so soon. */
  static void needsMoreThan(long steps, String name, @Nullable Object... arguments) {
    assertThrows(EvaluationLimitException.class, () -> call(context(steps), name, arguments), name);
  }

  /** A number by its text. */
  static RegoNumber number(String text) {
    return RegoNumber.parse(text).orElseThrow();
  }

  static RegoValue value(@Nullable Object object) {
    return switch (object) {
      case null -> RegoNull.NULL;
      case RegoValue value -> value;
      case Boolean bool -> RegoBoolean.of(bool);
      case Integer number -> RegoNumber.of((long) number);
      case Long number -> RegoNumber.of((long) number);
      case Double number -> RegoNumber.of(BigDecimal.valueOf(number));
      case String string -> RegoString.of(string);
      case List<?> list -> RegoArray.of(list.stream().map(TextCalls::value).toList());
      case Set<?> set -> RegoSet.of(set.stream().map(TextCalls::value).toList());
      case Map<?, ?> map -> {
        Map<RegoValue, RegoValue> members = new LinkedHashMap<>();
        map.forEach((key, element) -> members.put(value(key), value(element)));
        yield RegoObject.of(members);
      }
      default -> throw new IllegalArgumentException(object.getClass().getName());
    };
  }
}
