package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code json.patch}: RFC 6902, on sets too; the first operation that fails ends it. */
final class PatchFunction {
  private PatchFunction() {}

  static void register(Map<String, Builtin> table) {
    table.put("json.patch", PatchFunction::patch);
  }

  /** Undefined when the whole document is removed. */
  private static @Nullable RegoValue patch(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoArray operations = Arguments.array(arguments, 1);
    RegoValue document = arguments[0];
    for (RegoValue operation : operations) {
      if (!(operation instanceof RegoObject object)) {
        throw BuiltinException.of(
            "must be an array of JSON-Patch objects, but at least one element is not an object");
      }
      document = apply(context, document, object);
    }
    return document;
  }

  private static @Nullable RegoValue apply(
      EvaluationContext context, @Nullable RegoValue document, RegoObject operation)
      throws BuiltinException {
    RegoValue pathText = attribute(operation, "path");
    RegoValue name = attribute(operation, "op");
    if (!(name instanceof RegoString string)) {
      throw BuiltinException.of("attribute 'op' must be a string but found: " + name.typeName());
    }
    Edit edit = new Edit(context);
    List<RegoValue> path = PathTree.parse(context, pathText);
    return switch (string.value()) {
      case "add" -> edit.insert(document, path, attribute(operation, "value"));
      case "remove" -> edit.delete(document, path);
      case "replace" -> {
        RegoValue value = attribute(operation, "value");
        yield edit.insert(edit.delete(document, path), path, value);
      }
      case "move" -> {
        List<RegoValue> from = PathTree.parse(context, attribute(operation, "from"));
        RegoValue value = edit.find(document, from);
        yield edit.insert(edit.delete(document, from), path, value);
      }
      case "copy" -> {
        List<RegoValue> from = PathTree.parse(context, attribute(operation, "from"));
        yield edit.insert(document, path, edit.find(document, from));
      }
      case "test" -> {
        if (!edit.find(document, path).equals(attribute(operation, "value"))) {
          // OPA shows both values here; they may be nobody else's business.
          throw BuiltinException.of("value from EditTree != patch value.");
        }
        yield document;
      }
      default -> throw BuiltinException.of("unrecognized op: '" + string.value() + "'");
    };
  }

  private static RegoValue attribute(RegoObject operation, String name) throws BuiltinException {
    RegoValue value = operation.get(name);
    if (value == null) {
      throw BuiltinException.of("missing required attribute '" + name + "'");
    }
    return value;
  }
}
