package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text. */
final class JsonBuiltins {
  private JsonBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("json.marshal", JsonBuiltins::marshal);
    table.put("json.marshal_with_options", JsonBuiltins::marshalWithOptions);
    table.put("json.unmarshal", JsonBuiltins::unmarshal);
    table.put("json.is_valid", JsonBuiltins::isValid);
  }

  private static RegoValue marshal(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return RegoString.of(JsonWriter.compact(context, arguments[0]));
  }

  /** Asking for an indent or a prefix asks for lines, unless the options say otherwise. */
  private static RegoValue marshalWithOptions(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoObject options = Arguments.object(arguments, 1);
    for (RegoValue key : options.keys()) {
      if (!(key instanceof RegoString name)) {
        throw BuiltinException.operand(2, "failed to stringify key " + key);
      }
      switch (name.value()) {
        case "prefix", "indent", "pretty" -> {}
        default ->
            throw BuiltinException.operand(
                2, "object contained unknown key " + GoQuote.string(name.value(), false));
      }
    }
    String prefix = text(options, "prefix");
    String indent = text(options, "indent");
    boolean pretty = prefix != null || indent != null;
    RegoValue asked = options.get("pretty");
    if (asked != null) {
      if (!(asked instanceof RegoBoolean bool)) {
        throw BuiltinException.operand(2, "key pretty failed cast to bool");
      }
      pretty = bool.value();
    }
    return RegoString.of(
        pretty
            ? JsonWriter.pretty(
                context, arguments[0], prefix == null ? "" : prefix, indent == null ? "\t" : indent)
            : JsonWriter.compact(context, arguments[0]));
  }

  private static @Nullable String text(RegoObject options, String name) throws BuiltinException {
    RegoValue value = options.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof RegoString string)) {
      throw BuiltinException.operand(2, "key " + name + " failed cast to string");
    }
    return string.value();
  }

  private static RegoValue unmarshal(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = Arguments.string(arguments, 0);
    context.charge(text.length());
    return JsonReader.read(text);
  }

  private static RegoValue isValid(EvaluationContext context, RegoValue[] arguments) {
    if (!(arguments[0] instanceof RegoString string)) {
      return RegoBoolean.FALSE;
    }
    context.charge(string.value().length());
    try {
      JsonReader.check(string.value());
      return RegoBoolean.TRUE;
    } catch (BuiltinException e) {
      return RegoBoolean.FALSE;
    }
  }
}
