package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Paths into a document, those that begin alike together. */
final class PathTree {
  private final Map<RegoValue, PathTree> below = new HashMap<>();
  private boolean end;

  private PathTree() {}

  /** The paths that the second argument lists; a path that is part of another takes it in. */
  static PathTree of(EvaluationContext context, RegoValue[] arguments) throws BuiltinException {
    PathTree root = new PathTree();
    if (!(arguments[1] instanceof RegoArray) && !(arguments[1] instanceof RegoSet)) {
      throw Arguments.wrongType(arguments, 1, "set", "array");
    }
    for (RegoValue path : Arguments.collection(arguments, 1)) {
      root.add(parse(context, path));
    }
    return root;
  }

  /**
   * The keys of a path.
   *
   * @param path an array of keys, or text as in RFC 6901 whose first slash may be missing
   */
  static List<RegoValue> parse(EvaluationContext context, RegoValue path) throws BuiltinException {
    List<RegoValue> keys = new ArrayList<>();
    switch (path) {
      case RegoString string -> {
        String text = string.value();
        context.charge(1 + text.length() / 8);
        if (!text.isEmpty()) {
          for (String key : withoutLeadingSlashes(text).split("/", -1)) {
            keys.add(RegoString.of(key.replace("~1", "/").replace("~0", "~")));
          }
        }
      }
      case RegoArray array -> {
        context.charge(1 + array.size());
        array.forEach(keys::add);
      }
      default ->
          throw BuiltinException.operand(
              2,
              "must be one of {set, array} containing string paths or array of path segments"
                  + " but got "
                  + path.typeName());
    }
    return keys;
  }

  private static String withoutLeadingSlashes(String text) {
    int at = 0;
    while (at < text.length() && text.charAt(at) == '/') {
      at++;
    }
    return text.substring(at);
  }

  private void add(List<RegoValue> path) {
    PathTree at = this;
    for (RegoValue key : path) {
      if (at.end) {
        return;
      }
      at = at.below.computeIfAbsent(key, k -> new PathTree());
    }
    if (at != this) {
      at.below.clear();
      at.end = true;
    }
  }

  /** Whether a path ends here. */
  boolean isEnd() {
    return end;
  }

  @Nullable PathTree get(RegoValue key) {
    return below.get(key);
  }
}
