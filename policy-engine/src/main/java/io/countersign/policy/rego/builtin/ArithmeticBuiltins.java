package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Arithmetic, comparison, rounding, bits and ranges of numbers. */
final class ArithmeticBuiltins {
  private ArithmeticBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("plus", ArithmeticBuiltins::plus);
    table.put("minus", ArithmeticBuiltins::minus);
    table.put("mul", ArithmeticBuiltins::multiply);
    table.put("div", ArithmeticBuiltins::divide);
    table.put("rem", ArithmeticBuiltins::remainder);
    table.put("abs", ArithmeticBuiltins::abs);
    table.put("round", rounding(BinaryFloat::round));
    table.put("ceil", rounding(BinaryFloat::ceil));
    table.put("floor", rounding(BinaryFloat::floor));
    ComparisonFunctions.register(table);
    BitFunctions.register(table);
    RangeFunctions.register(table);
  }

  private static RegoValue plus(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return sum(Arguments.number(arguments, 0), Arguments.number(arguments, 1));
  }

  /** The sum: exact for whole numbers. */
  static RegoNumber sum(RegoNumber a, RegoNumber b) {
    if (a.isLong() && b.isLong()) {
      long x = a.longValue();
      long y = b.longValue();
      long sum = x + y;
      if (((x ^ sum) & (y ^ sum)) >= 0) {
        return RegoNumber.of(sum);
      }
    }
    return areIntegers(a, b)
        ? Integers.of(Integers.valueOf(a).add(Integers.valueOf(b)))
        : BinaryFloat.of(a).plus(BinaryFloat.of(b)).toNumber();
  }

  private static RegoValue minus(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoValue first = arguments[0];
    RegoValue second = arguments[1];
    if (first instanceof RegoNumber a && second instanceof RegoNumber b) {
      return difference(a, b);
    }
    if (first instanceof RegoSet a && second instanceof RegoSet b) {
      return SetBuiltins.difference(context, a, b);
    }
    if (!(first instanceof RegoNumber) && !(first instanceof RegoSet)) {
      throw Arguments.wrongType(arguments, 0, "number", "set");
    }
    throw Arguments.wrongType(arguments, 1, second instanceof RegoNumber ? "set" : "number");
  }

  private static RegoNumber difference(RegoNumber a, RegoNumber b) {
    if (a.isLong() && b.isLong()) {
      long x = a.longValue();
      long y = b.longValue();
      long difference = x - y;
      if (((x ^ y) & (x ^ difference)) >= 0) {
        return RegoNumber.of(difference);
      }
    }
    return areIntegers(a, b)
        ? Integers.of(Integers.valueOf(a).subtract(Integers.valueOf(b)))
        : BinaryFloat.of(a).plus(BinaryFloat.of(b).negated()).toNumber();
  }

  private static RegoValue multiply(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoNumber a = Arguments.number(arguments, 0);
    RegoNumber b = Arguments.number(arguments, 1);
    if (a.isLong() && b.isLong()) {
      long x = a.longValue();
      long y = b.longValue();
      long low = x * y;
      // The product fits when its upper half only repeats the sign.
      if (Math.multiplyHigh(x, y) == low >> 63) {
        return RegoNumber.of(low);
      }
    }
    return areIntegers(a, b)
        ? product(context, Integers.valueOf(a), Integers.valueOf(b))
        : BinaryFloat.of(a).times(BinaryFloat.of(b)).toNumber();
  }

  private static RegoNumber product(EvaluationContext context, BigInteger a, BigInteger b) {
    context.charge(1 + (a.bitLength() + b.bitLength()) / 512);
    return Integers.of(a.multiply(b));
  }

  private static RegoValue divide(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoNumber a = Arguments.number(arguments, 0);
    RegoNumber b = Arguments.number(arguments, 1);
    if (b.isLong()) {
      long y = b.longValue();
      if (y == 0) {
        throw BuiltinException.of("divide by zero");
      }
      // The least long divided by -1 is none; 0 divided by a negative number is -0.
      if (a.isLong() && a.longValue() != 0 && y != -1 && a.longValue() % y == 0) {
        return RegoNumber.of(a.longValue() / y);
      }
    }
    return BinaryFloat.of(a).dividedBy(BinaryFloat.of(b)).toNumber();
  }

  private static RegoValue remainder(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoNumber a = Arguments.number(arguments, 0);
    RegoNumber b = Arguments.number(arguments, 1);
    if (!areIntegers(a, b)) {
      throw BuiltinException.of("modulo on floating-point number");
    }
    if (b.isLong() && b.longValue() == 0) {
      throw BuiltinException.of("modulo by zero");
    }
    return a.isLong() && b.isLong()
        ? RegoNumber.of(a.longValue() % b.longValue())
        : RegoNumber.of(Integers.valueOf(a).remainder(Integers.valueOf(b)));
  }

  private static RegoValue abs(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoNumber number = Arguments.number(arguments, 0);
    return number.isLong() && number.longValue() != Long.MIN_VALUE
        ? RegoNumber.of(Math.abs(number.longValue()))
        : BinaryFloat.of(number).abs().toNumber();
  }

  /** A function that leaves whole numbers as they are. */
  private static Builtin rounding(UnaryOperator<BinaryFloat> function) {
    return (context, arguments) -> {
      RegoNumber number = Arguments.number(arguments, 0);
      return number.isLong()
          ? RegoNumber.of(number.longValue())
          : function.apply(BinaryFloat.of(number)).toNumber();
    };
  }

  private static boolean areIntegers(RegoNumber a, RegoNumber b) {
    return a.isInteger() && b.isInteger();
  }
}
