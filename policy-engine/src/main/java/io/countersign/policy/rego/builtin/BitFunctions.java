package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigInteger;
import java.util.Map;

/** {@code bits.*}: whole numbers of any size as two's complement. */
final class BitFunctions {
  private BitFunctions() {}

  static void register(Map<String, Builtin> table) {
    table.put("bits.and", (context, values) -> apply(values, BigInteger::and));
    table.put("bits.or", (context, values) -> apply(values, BigInteger::or));
    table.put("bits.xor", (context, values) -> apply(values, BigInteger::xor));
    table.put("bits.negate", (context, values) -> Integers.of(integer(values, 0).not()));
    table.put("bits.lsh", (context, values) -> shift(values, true));
    table.put("bits.rsh", (context, values) -> shift(values, false));
  }

  private interface Operation {
    BigInteger apply(BigInteger a, BigInteger b);
  }

  private static RegoValue apply(RegoValue[] arguments, Operation operation)
      throws BuiltinException {
    return Integers.of(operation.apply(integer(arguments, 0), integer(arguments, 1)));
  }

  private static BigInteger integer(RegoValue[] arguments, int index) throws BuiltinException {
    return Integers.valueOf(Integers.operand(arguments, index));
  }

  private static RegoValue shift(RegoValue[] arguments, boolean left) throws BuiltinException {
    BigInteger value = integer(arguments, 0);
    BigInteger places = integer(arguments, 1);
    if (places.signum() < 0) {
      throw BuiltinException.operand(
          2, "must be an unsigned integer number but got a negative integer");
    }
    if (value.signum() == 0) {
      return RegoNumber.of(0);
    }
    // Beyond the bound, every shift to the right gives the same.
    int distance = places.bitLength() < 31 ? places.intValue() : Integer.MAX_VALUE;
    if (!left) {
      return RegoNumber.of(value.shiftRight(Math.min(distance, 2 * Integers.MAX_BITS)));
    }
    Integers.checkBits((long) value.bitLength() + distance);
    return Integers.of(value.shiftLeft(distance));
  }
}
