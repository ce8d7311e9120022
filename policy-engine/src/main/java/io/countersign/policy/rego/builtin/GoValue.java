package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A value as Go's packages fmt and text/template see it: what is written depends on its type. */
sealed interface GoValue {
  GoValue NIL = new Nil(true);

  /** What a key that is absent has. */
  GoValue NO_VALUE = new Nil(false);

  /** What {@code %T} says. */
  String type();

  /**
   * Nothing.
   *
   * @param given whether it is a null of the data, whose fields may not be asked for
   */
  record Nil(boolean given) implements GoValue {
    @Override
    public String type() {
      return "<nil>";
    }
  }

  record Bool(boolean value) implements GoValue {
    @Override
    public String type() {
      return "bool";
    }
  }

  /**
   * A whole number.
   *
   * @param type {@code int} or {@code int64}
   */
  record Whole(long value, String type) implements GoValue {}

  record Big(BigInteger value) implements GoValue {
    @Override
    public String type() {
      return "*big.Int";
    }
  }

  record Real(double value) implements GoValue {
    @Override
    public String type() {
      return "float64";
    }
  }

  /**
   * A text.
   *
   * @param type {@code string}, or {@code json.Number} for a number that is kept as its text
   */
  record Text(String value, String type) implements GoValue {}

  record Sequence(List<GoValue> values) implements GoValue {
    @Override
    public String type() {
      return "[]interface {}";
    }
  }

  record Mapping(Map<String, GoValue> values) implements GoValue {
    @Override
    public String type() {
      return "map[string]interface {}";
    }
  }

  static GoValue text(String value) {
    return new Text(value, "string");
  }

  /** What {@code sprintf} is given: numbers and texts, and anything else as Rego's notation. */
  static GoValue argument(RegoValue value) {
    return switch (value) {
      case RegoString string -> text(string.value());
      case RegoNumber number -> argument(number);
      default -> text(value.toString());
    };
  }

  private static GoValue argument(RegoNumber number) {
    String text = number.toString();
    // The text decides: 1.0 is no whole number here.
    if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      double value = Double.parseDouble(text);
      return Double.isInfinite(value) ? text(text) : new Real(value);
    }
    return number.isLong()
        ? new Whole(number.longValue(), "int64")
        : new Big(number.toBigDecimal().toBigInteger());
  }

  /**
   * What a template is given: the value's JSON, with numbers as their texts.
   *
   * @throws BuiltinException when the value is none that JSON has
   */
  static GoValue ofJson(EvaluationContext context, RegoValue value) throws BuiltinException {
    context.charge(1);
    return switch (value) {
      case RegoNull _ -> NIL;
      case RegoBoolean bool -> new Bool(bool.value());
      case RegoNumber number -> new Text(number.toString(), "json.Number");
      case RegoString string -> text(string.value());
      case RegoArray array -> {
        List<GoValue> values = new ArrayList<>(array.size());
        for (RegoValue element : array) {
          values.add(ofJson(context, element));
        }
        yield new Sequence(values);
      }
      case RegoObject object -> {
        Map<String, GoValue> values = new TreeMap<>(RegoString::compareCodePoints);
        for (RegoValue key : object.keys()) {
          RegoValue member = object.get(key);
          if (!(key instanceof RegoString name) || member == null) {
            throw BuiltinException.of("invalid character in JSON: a key that is no string");
          }
          values.put(name.value(), ofJson(context, member));
        }
        yield new Mapping(values);
      }
      case RegoSet _ -> throw BuiltinException.of("invalid character in JSON: a set");
    };
  }
}
