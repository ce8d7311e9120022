package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.YAMLException;

/** YAML text. */
final class YamlBuiltins {
  private YamlBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("yaml.marshal", YamlBuiltins::marshal);
    table.put("yaml.unmarshal", YamlBuiltins::unmarshal);
    table.put("yaml.is_valid", YamlBuiltins::isValid);
  }

  private static RegoValue marshal(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return RegoString.of(YamlText.write(context, arguments[0]));
  }

  private static RegoValue unmarshal(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    try {
      return YamlText.read(context, Arguments.string(arguments, 0)).getFirst();
    } catch (YAMLException e) {
      throw YamlProblem.of(e);
    }
  }

  private static RegoValue isValid(EvaluationContext context, RegoValue[] arguments) {
    if (!(arguments[0] instanceof RegoString text)) {
      return RegoBoolean.FALSE;
    }
    try {
      List<RegoValue> _ = YamlText.read(context, text.value());
      return RegoBoolean.TRUE;
    } catch (YAMLException | BuiltinException e) {
      return RegoBoolean.FALSE;
    }
  }
}
