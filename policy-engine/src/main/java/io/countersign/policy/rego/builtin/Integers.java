package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigInteger;

/** Whole numbers of any size, within a bound that keeps arithmetic cheap. */
final class Integers {
  /** As large as the product of the two longest numbers that can be read, about. */
  static final int MAX_BITS = 26_000;

  static final RegoNumber NEGATIVE_ZERO = RegoNumber.parse("-0").orElseThrow();

  private Integers() {}

  /** The value of a number that is whole. */
  static BigInteger valueOf(RegoNumber number) {
    return number.isLong()
        ? BigInteger.valueOf(number.longValue())
        : number.toBigDecimal().toBigIntegerExact();
  }

  /**
   * A whole number.
   *
   * @throws EvaluationLimitException when it has more than {@value #MAX_BITS} bits
   */
  static RegoNumber of(BigInteger value) {
    checkBits(value.bitLength());
    return RegoNumber.of(value);
  }

  static void checkBits(long bits) {
    // An error would make the call undefined, and its negation true: this ends the evaluation.
    if (Math.abs(bits) > MAX_BITS) {
      throw new EvaluationLimitException("needs numbers of more than " + MAX_BITS + " bits");
    }
  }

  /** An argument that is a whole number. */
  static RegoNumber operand(RegoValue[] arguments, int index) throws BuiltinException {
    if (!(arguments[index] instanceof RegoNumber number)) {
      throw Arguments.wrongType(arguments, index, "integer");
    }
    if (!number.isInteger()) {
      throw BuiltinException.operand(
          index + 1, "must be integer number but got floating-point number");
    }
    return number;
  }
}
