package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema document and what its references mean: JSON pointers into itself, and identifiers
 * of its own. Nothing else is ever looked for, least of all on a network.
 */
final class SchemaDocument {
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final int MAX_DEPTH = 200;

  private final RegoValue root;
  private final Map<String, RegoValue> identified = new HashMap<>();

  /** Which rules there are: 4, 6, 7, or all of them when the schema does not say. */
  final int draft;

  static final int ALL_DRAFTS = Integer.MAX_VALUE;

  SchemaDocument(EvaluationContext context, RegoValue root) throws BuiltinException {
    this.root = root;
    this.draft = draft(root);
    index(context, root, 0);
  }

  RegoValue root() {
    return root;
  }

  private static int draft(RegoValue root) {
    if (root instanceof RegoObject object && object.get("$schema") instanceof RegoString uri) {
      String text = uri.value();
      for (int draft : new int[] {4, 6, 7}) {
        if (text.startsWith("http://json-schema.org/draft-0" + draft + "/schema")) {
          return draft;
        }
      }
    }
    return ALL_DRAFTS;
  }

  private void index(EvaluationContext context, RegoValue value, int depth)
      throws BuiltinException {
    context.charge(1);
    if (depth > MAX_DEPTH) {
      throw BuiltinException.of("schema is nested too deeply");
    }
    switch (value) {
      case RegoObject object -> {
        for (String key : new String[] {"$id", "id"}) {
          if (object.get(key) instanceof RegoString id) {
            identified.putIfAbsent(withoutEmptyFragment(id.value()), object);
          }
        }
        for (RegoValue key : object.keys()) {
          RegoValue member = object.get(key);
          if (member != null) {
            index(context, member, depth + 1);
          }
        }
      }
      case RegoArray array -> {
        for (RegoValue element : array) {
          index(context, element, depth + 1);
        }
      }
      default -> {}
    }
  }

  private static String withoutEmptyFragment(String uri) {
    return uri.endsWith("#") ? uri.substring(0, uri.length() - 1) : uri;
  }

  /**
   * What a reference means.
   *
   * @throws BuiltinException when it means nothing in this document
   */
  RegoValue resolve(String reference) throws BuiltinException {
    RegoValue whole = identified.get(withoutEmptyFragment(reference));
    if (reference.equals("#")) {
      return root;
    }
    if (whole != null) {
      return whole;
    }
    int hash = reference.indexOf('#');
    RegoValue base =
        hash == 0 ? root : identified.get(hash < 0 ? reference : reference.substring(0, hash));
    RegoValue found = base == null || hash < 0 ? null : follow(base, reference.substring(hash + 1));
    if (found == null) {
      throw BuiltinException.of("reference " + reference + " is not in the schema");
    }
    return found;
  }

  private static @Nullable RegoValue follow(RegoValue base, String fragment) {
    String pointer;
    try {
      pointer = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (!pointer.startsWith("/")) {
      return null;
    }
    RegoValue at = base;
    for (String part : pointer.substring(1).split("/", -1)) {
      String key = part.replace("~1", "/").replace("~0", "~");
      RegoValue next =
          switch (at) {
            case RegoObject object -> object.get(key);
            case RegoArray array ->
                INDEX.matcher(key).matches() && Integer.parseInt(key) < array.size()
                    ? array.get(Integer.parseInt(key))
                    : null;
            default -> null;
          };
      if (next == null) {
        return null;
      }
      at = next;
    }
    return at;
  }
}
