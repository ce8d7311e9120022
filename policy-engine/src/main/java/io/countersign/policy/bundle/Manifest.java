package io.countersign.policy.bundle;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bundle's {@code .manifest} (openpolicyagent.org/docs/management-bundles).
 *
 * @param revision empty when the manifest names none
 * @param roots the paths that the bundle owns, without slashes around; one empty root owns all
 * @param resolvers which module answers which entrypoint
 * @param regoVersion 0 when the manifest does not say
 */
public record Manifest(
    String revision, List<String> roots, List<Resolver> resolvers, int regoVersion) {
  /** The file's name in the bundle. */
  public static final String FILE = ".manifest";

  static final Manifest NONE = new Manifest("", List.of(""), List.of(), 0);

  private static final int MAX_REVISION_LENGTH = 1_024;

  /**
   * Which module answers an entrypoint.
   *
   * @param module path in the bundle, without a leading slash
   */
  public record Resolver(String entrypoint, String module) {}

  public Manifest {
    roots = List.copyOf(roots);
    resolvers = List.copyOf(resolvers);
  }

  /** Whether a root contains the path, given without a slash in front. */
  boolean owns(String path) {
    return roots.stream().anyMatch(root -> within(path, root));
  }

  /** Whether a root lies below the path. */
  boolean leadsToRoot(String path) {
    return roots.stream().anyMatch(root -> within(/* path= */ root, /* root= */ path));
  }

  private static boolean within(String path, String root) {
    return root.isEmpty() || path.equals(root) || path.startsWith(root + "/");
  }

  static Manifest parse(String bundle, byte[] json) throws BundleException {
    JsonValue value;
    try {
      value = JsonParser.parse(json);
    } catch (JsonSyntaxException e) {
      throw wrong(bundle, "is not JSON (" + e.getMessage() + ")");
    }
    if (!(value instanceof JsonObject manifest)) {
      throw wrong(bundle, "is not a JSON object");
    }
    return new Manifest(
        revision(bundle, manifest.get("revision")),
        roots(bundle, manifest.get("roots")),
        resolvers(bundle, manifest.get("wasm")),
        regoVersion(bundle, manifest.get("rego_version")));
  }

  private static String revision(String bundle, @Nullable JsonValue value) throws BundleException {
    return switch (value) {
      case null -> "";
      case JsonString text when text.value().length() <= MAX_REVISION_LENGTH -> text.value();
      default -> throw wrong(bundle, "has a revision that is no string of reasonable length");
    };
  }

  private static List<String> roots(String bundle, @Nullable JsonValue value)
      throws BundleException {
    if (value == null) {
      return NONE.roots();
    }
    List<String> roots = new ArrayList<>();
    for (JsonValue item : items(bundle, "roots", value)) {
      if (!(item instanceof JsonString root)) {
        throw wrong(bundle, "has a root that is no string");
      }
      roots.add(withoutSlashes(root.value()));
    }
    for (int i = 0; i < roots.size(); i++) {
      for (int j = 0; j < roots.size(); j++) {
        if (i != j && within(roots.get(i), roots.get(j))) {
          throw wrong(
              bundle, "has overlapping roots '" + roots.get(j) + "' and '" + roots.get(i) + "'");
        }
      }
    }
    return roots;
  }

  private static List<Resolver> resolvers(String bundle, @Nullable JsonValue value)
      throws BundleException {
    List<Resolver> resolvers = new ArrayList<>();
    if (value != null) {
      for (JsonValue item : items(bundle, "wasm", value)) {
        if (!(item instanceof JsonObject resolver)
            || !(resolver.get("entrypoint") instanceof JsonString entrypoint)
            || !(resolver.get("module") instanceof JsonString module)) {
          throw wrong(bundle, "has a member of wasm without entrypoint and module");
        }
        resolvers.add(new Resolver(entrypoint.value(), withoutSlashes(module.value())));
      }
    }
    return resolvers;
  }

  private static int regoVersion(String bundle, @Nullable JsonValue value) throws BundleException {
    if (value == null) {
      return 0;
    }
    if (value instanceof JsonNumber number && number.isLong()) {
      long version = number.longValue();
      if (version == 0 || version == 1) {
        return (int) version;
      }
    }
    throw wrong(bundle, "has a rego_version that is neither 0 nor 1");
  }

  private static List<JsonValue> items(String bundle, String member, JsonValue value)
      throws BundleException {
    if (value instanceof JsonArray array) {
      return array.values();
    }
    throw wrong(bundle, "has a member " + member + " that is no array");
  }

  private static String withoutSlashes(String path) {
    int start = 0;
    int end = path.length();
    while (start < end && path.charAt(start) == '/') {
      start++;
    }
    while (end > start && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(start, end);
  }

  private static BundleException wrong(String bundle, String problem) {
    return new BundleException(bundle, FILE + " " + problem + ": correct it and build again");
  }
}
