package io.countersign.decision.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumberTest {

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.0", "1e0", "10e-1", "0.1e1", "1.000"})
  void equalityIsThatOfTheValue(String decimal) {
    assertEquals(JsonNumber.of(1), number(decimal));
    assertEquals(JsonNumber.of(1).hashCode(), number(decimal).hashCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "0.00", "0e99", "-0e-99"})
  void thereIsOneZero(String decimal) {
    assertEquals(JsonNumber.of(0), number(decimal));
    assertEquals(JsonNumber.of(0).hashCode(), number(decimal).hashCode());
  }

  @Test
  void differentValuesDiffer() {
    assertNotEquals(JsonNumber.of(1), number("1.0000000000000000000000001"));
    assertNotEquals(JsonNumber.of(1), JsonNumber.of(-1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "0.5",
        "1e-1",
        "1e19",
        "1e9999",
        "9223372036854775807.5"
      })
  void whatIsNotALongHasNoLongValue(String decimal) {
    assertFalse(number(decimal).isLong());
    assertThrows(ArithmeticException.class, () -> number(decimal).longValue());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 100, 1_000_000_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
  void everyLongIsALong(long value) {
    assertTrue(JsonNumber.of(value).isLong());
    assertEquals(value, JsonNumber.of(value).longValue());
    assertEquals(value, JsonNumber.of(new BigDecimal(value).setScale(3)).longValue());
  }

  @Test
  void boundaryOfInteroperability() {
    long limit = 1L << 53;
    assertTrue(JsonNumber.of(limit).isInteroperable());
    assertFalse(JsonNumber.of(limit + 1).isInteroperable());
    assertTrue(JsonNumber.of(limit + 2).isInteroperable());
    assertFalse(number("1e309").isInteroperable());
    assertTrue(number("0.1").isInteroperable());
  }

  private static JsonNumber number(String decimal) {
    return JsonNumber.of(new BigDecimal(decimal));
  }
}
