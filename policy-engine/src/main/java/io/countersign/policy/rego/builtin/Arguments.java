package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.ArrayList;
import java.util.List;

/** Reads the arguments of a call; positions count from 0 here and from 1 in messages. */
final class Arguments {
  private Arguments() {}

  static String string(RegoValue[] arguments, int index) throws BuiltinException {
    if (arguments[index] instanceof RegoString string) {
      return string.value();
    }
    throw wrongType(arguments, index, "string");
  }

  static RegoNumber number(RegoValue[] arguments, int index) throws BuiltinException {
    if (arguments[index] instanceof RegoNumber number) {
      return number;
    }
    throw wrongType(arguments, index, "number");
  }

  /** A whole number of 32 bits, as lengths and places are. */
  static int integer(RegoValue[] arguments, int index) throws BuiltinException {
    RegoNumber number = number(arguments, index);
    if (number.isInt()) {
      return (int) number.longValue();
    }
    throw BuiltinException.operand(
        index + 1,
        number.isInteger()
            ? "must be a smaller number"
            : "must be integer number but got floating-point number");
  }

  /** A whole number of 64 bits, for amounts that are cut to what there is. */
  static long wholeNumber(RegoValue[] arguments, int index) throws BuiltinException {
    RegoNumber number = number(arguments, index);
    if (number.isLong()) {
      return number.longValue();
    }
    throw BuiltinException.operand(
        index + 1, "must be integer number but got floating-point number");
  }

  static boolean bool(RegoValue[] arguments, int index) throws BuiltinException {
    if (arguments[index] instanceof RegoBoolean bool) {
      return bool.value();
    }
    throw wrongType(arguments, index, "boolean");
  }

  static RegoArray array(RegoValue[] arguments, int index) throws BuiltinException {
    if (arguments[index] instanceof RegoArray array) {
      return array;
    }
    throw wrongType(arguments, index, "array");
  }

  static RegoObject object(RegoValue[] arguments, int index) throws BuiltinException {
    if (arguments[index] instanceof RegoObject object) {
      return object;
    }
    throw wrongType(arguments, index, "object");
  }

  static RegoSet set(RegoValue[] arguments, int index) throws BuiltinException {
    if (arguments[index] instanceof RegoSet set) {
      return set;
    }
    throw wrongType(arguments, index, "set");
  }

  /** An array or a set. */
  static Iterable<RegoValue> collection(RegoValue[] arguments, int index) throws BuiltinException {
    return switch (arguments[index]) {
      case RegoArray array -> array;
      case RegoSet set -> set;
      default -> throw wrongType(arguments, index, "array", "set");
    };
  }

  /** An array or a set, all of strings. */
  static List<String> strings(RegoValue[] arguments, int index) throws BuiltinException {
    List<String> strings = new ArrayList<>();
    for (RegoValue element : collection(arguments, index)) {
      if (!(element instanceof RegoString string)) {
        throw wrongElement(arguments, index, element, "string");
      }
      strings.add(string.value());
    }
    return strings;
  }

  static BuiltinException wrongType(RegoValue[] arguments, int index, String... expected) {
    return BuiltinException.operand(
        index + 1, "must be " + oneOf(expected) + " but got " + arguments[index].typeName());
  }

  static BuiltinException wrongElement(
      RegoValue[] arguments, int index, RegoValue element, String... expected) {
    return BuiltinException.operand(
        index + 1,
        "must be "
            + arguments[index].typeName()
            + " of "
            + (expected.length == 1
                ? expected[0] + "s"
                : "(any of) {" + String.join(", ", expected) + "}")
            + " but got "
            + arguments[index].typeName()
            + " containing "
            + element.typeName());
  }

  private static String oneOf(String... expected) {
    return expected.length == 1 ? expected[0] : "one of {" + String.join(", ", expected) + "}";
  }
}
