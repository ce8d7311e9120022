package io.countersign.policy.bundle;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/** Puts a bundle's data files together: the file {@code a/b/data.json} is {@code data.a.b}. */
final class BundleData {
  private final String bundle;
  private final Manifest manifest;

  private BundleData(String bundle, Manifest manifest) {
    this.bundle = bundle;
    this.manifest = manifest;
  }

  static JsonObject merge(String bundle, Manifest manifest, SortedMap<String, byte[]> files)
      throws BundleException {
    BundleData merger = new BundleData(bundle, manifest);
    JsonValue data = JsonObject.EMPTY;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      JsonValue value =
          switch (BundlePaths.name(file.getKey())) {
            case "data.json" -> merger.json(file.getKey(), file.getValue());
            case "data.yaml", "data.yml" -> YamlData.parse(bundle, file.getKey(), file.getValue());
            default -> null;
          };
      if (value != null) {
        data = merger.merged("", data, merger.placed(file.getKey(), value), file.getKey());
      }
    }
    return (JsonObject) data;
  }

  private JsonValue json(String file, byte[] text) throws BundleException {
    try {
      return JsonParser.parse(text);
    } catch (JsonSyntaxException e) {
      throw new BundleException(
          bundle, file + " is not JSON (" + e.getMessage() + "): correct it and build again", e);
    }
  }

  /** The file's value, wrapped in the names of its folders. */
  private JsonValue placed(String file, JsonValue value) throws BundleException {
    String folder = BundlePaths.folder(file);
    if (folder.isEmpty() && !(value instanceof JsonObject)) {
      throw new BundleException(bundle, file + " is not an object, as the root of data must be");
    }
    checkRoots(file, folder, value);
    JsonValue placed = value;
    for (String rest = folder; !rest.isEmpty(); rest = BundlePaths.folder(rest)) {
      placed = new JsonObject(Map.of(BundlePaths.name(rest), placed));
    }
    return placed;
  }

  private void checkRoots(String file, String path, JsonValue value) throws BundleException {
    if (manifest.owns(path)) {
      return;
    }
    if (!(value instanceof JsonObject object) || !manifest.leadsToRoot(path)) {
      throw new BundleException(
          bundle,
          file
              + " gives data."
              + path.replace('/', '.')
              + ", which is outside the roots of .manifest "
              + manifest.roots()
              + ": add it to the roots, or remove it");
    }
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      checkRoots(
          file, path.isEmpty() ? member.getKey() : path + "/" + member.getKey(), member.getValue());
    }
  }

  private JsonValue merged(String path, JsonValue first, JsonValue second, String file)
      throws BundleException {
    if (!(first instanceof JsonObject left) || !(second instanceof JsonObject right)) {
      throw new BundleException(
          bundle, file + " gives data" + path + " a second time: keep one of the two");
    }
    Map<String, JsonValue> members = new LinkedHashMap<>(left.members());
    for (Map.Entry<String, JsonValue> member : right.members().entrySet()) {
      JsonValue there = members.get(member.getKey());
      members.put(
          member.getKey(),
          there == null
              ? member.getValue()
              : merged(path + "." + member.getKey(), there, member.getValue(), file));
    }
    return new JsonObject(members);
  }
}
