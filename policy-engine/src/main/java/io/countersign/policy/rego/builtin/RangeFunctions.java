package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigInteger;
import java.util.Map;

/** Ranges of whole numbers, upwards or downwards, both ends included. */
final class RangeFunctions {
  private RangeFunctions() {}

  static void register(Map<String, Builtin> table) {
    table.put("numbers.range", RangeFunctions::range);
    table.put("numbers.range_step", RangeFunctions::rangeWithStep);
  }

  private static RegoValue range(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return range(
        context, Integers.operand(arguments, 0), Integers.operand(arguments, 1), RegoNumber.of(1));
  }

  private static RegoValue rangeWithStep(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoNumber first = Integers.operand(arguments, 0);
    RegoNumber last = Integers.operand(arguments, 1);
    RegoNumber step = Integers.operand(arguments, 2);
    if (step.compareTo(RegoNumber.of(0)) <= 0) {
      throw BuiltinException.of("numbers.range_step: step must be a positive integer");
    }
    return range(context, first, last, step);
  }

  private static RegoArray range(
      EvaluationContext context, RegoNumber first, RegoNumber last, RegoNumber step) {
    BigInteger from = Integers.valueOf(first);
    BigInteger distance = Integers.valueOf(last).subtract(from);
    BigInteger stride = Integers.valueOf(step);
    BigInteger count = distance.abs().divide(stride).add(BigInteger.ONE);
    if (count.bitLength() > 30) {
      throw new EvaluationLimitException("needs an array of more than 2^30 elements");
    }
    context.charge(count.longValue());
    BigInteger signedStride = distance.signum() < 0 ? stride.negate() : stride;
    int size = Math.toIntExact(count.longValue());
    RegoArray range = Construction.array(size);
    boolean small = from.bitLength() < 62 && from.add(distance).bitLength() < 62;
    if (small && stride.bitLength() < 62) {
      long value = from.longValue();
      for (int i = 0; i < size; i++, value += signedStride.longValue()) {
        Construction.append(range, RegoNumber.of(value));
      }
    } else {
      BigInteger value = from;
      for (int i = 0; i < size; i++, value = value.add(signedStride)) {
        Construction.append(range, RegoNumber.of(value));
      }
    }
    return range;
  }
}
