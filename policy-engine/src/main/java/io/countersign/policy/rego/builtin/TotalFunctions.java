package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums and products of collections: exact where all numbers are whole. */
final class TotalFunctions {
  private TotalFunctions() {}

  static void register(Map<String, Builtin> table) {
    table.put("sum", TotalFunctions::sum);
    table.put("product", TotalFunctions::product);
  }

  private static RegoValue sum(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    Iterable<RegoValue> elements = AggregateBuiltins.elements(context, arguments);
    RegoNumber exact = RegoNumber.of(0);
    for (RegoValue element : elements) {
      if (!(element instanceof RegoNumber number) || !number.isInteger()) {
        return floatSum(elements, arguments);
      }
      exact = ArithmeticBuiltins.sum(exact, number);
    }
    return exact;
  }

  private static RegoValue floatSum(Iterable<RegoValue> elements, RegoValue[] arguments)
      throws BuiltinException {
    BinaryFloat sum = BinaryFloat.ZERO;
    for (RegoValue element : elements) {
      sum = sum.plus(BinaryFloat.of(number(element, arguments)));
    }
    return sum.toNumber();
  }

  private static RegoValue product(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    Iterable<RegoValue> elements = AggregateBuiltins.elements(context, arguments);
    RegoNumber exact = exactProduct(context, elements);
    if (exact != null) {
      return exact;
    }
    BinaryFloat product =
        BinaryFloat.of(RegoNumber.of(1)).withPrecision(BinaryFloat.DOUBLE_PRECISION);
    for (RegoValue element : elements) {
      product = product.times(BinaryFloat.of(number(element, arguments)));
    }
    return product.toNumber();
  }

  /** Null when an element is no whole number. */
  private static @Nullable RegoNumber exactProduct(
      EvaluationContext context, Iterable<RegoValue> elements) {
    BigInteger product = BigInteger.ONE;
    for (RegoValue element : elements) {
      if (!(element instanceof RegoNumber number) || !number.isInteger()) {
        return null;
      }
      context.charge(1 + product.bitLength() / 512);
      product = product.multiply(Integers.valueOf(number));
      Integers.checkBits(product.bitLength());
    }
    return Integers.of(product);
  }

  private static RegoNumber number(RegoValue element, RegoValue[] arguments)
      throws BuiltinException {
    if (element instanceof RegoNumber number) {
      return number;
    }
    throw Arguments.wrongElement(arguments, 0, element, "number");
  }
}
