package io.countersign.policy.bundle;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The data files of several bundles as those of one. Files stay as they are, byte by byte, unless
 * two bundles have data in the same folder: then that folder's data are written anew, as one file.
 */
final class SetFiles {
  private static final int LONGEST_EMPTY = 16;

  private final String name;

  /** By folder, who has data there: each bundle's data files in it by path. */
  private final SortedMap<String, Map<Bundle, SortedMap<String, byte[]>>> folders = new TreeMap<>();

  /**
   * Looks at the bundles' files.
   *
   * @param name what messages call all of them
   */
  SetFiles(String name, List<Bundle> members) {
    this.name = name;
    for (Bundle member : members) {
      for (String path : member.paths()) {
        if (isData(path)) {
          member
              .file(path)
              .filter(content -> !isEmpty(content))
              .ifPresent(content -> files(member, path).put(path, content));
        }
      }
    }
  }

  static boolean isData(String path) {
    return switch (BundlePaths.name(path)) {
      case "data.json", "data.yaml", "data.yml" -> true;
      default -> false;
    };
  }

  private SortedMap<String, byte[]> files(Bundle member, String path) {
    return folders
        .computeIfAbsent(BundlePaths.folder(path), folder -> new LinkedHashMap<>())
        .computeIfAbsent(member, bundle -> new TreeMap<>());
  }

  /** {@code opa build} writes such a file into every bundle. */
  private static boolean isEmpty(byte[] content) {
    return content.length <= LONGEST_EMPTY
        && new String(content, StandardCharsets.UTF_8).strip().equals("{}");
  }

  /** The files by path. */
  SortedMap<String, byte[]> files() throws BundleException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (Map.Entry<String, Map<Bundle, SortedMap<String, byte[]>>> folder : folders.entrySet()) {
      List<SortedMap<String, byte[]>> parts = new ArrayList<>(folder.getValue().values());
      if (parts.size() == 1) {
        files.putAll(parts.getFirst());
      } else {
        String path = folder.getKey().isEmpty() ? "" : folder.getKey() + "/";
        files.put(path + "data.json", JsonText.bytes(written(folder.getKey(), folder.getValue())));
      }
    }
    return files;
  }

  private JsonValue written(String folder, Map<Bundle, SortedMap<String, byte[]>> parts)
      throws BundleException {
    JsonValue all = JsonObject.EMPTY;
    for (Map.Entry<Bundle, SortedMap<String, byte[]>> part : parts.entrySet()) {
      Bundle member = part.getKey();
      all = merged(all, BundleData.merge(member.name(), member.manifest(), part.getValue()));
    }
    for (String segment : folder.isEmpty() ? new String[0] : folder.split("/", -1)) {
      all = all instanceof JsonObject object ? object.members().getOrDefault(segment, all) : all;
    }
    return all;
  }

  /** Puts two parts of the data together, which own different members. */
  JsonValue merged(JsonValue first, JsonValue second) throws BundleException {
    if (!(first instanceof JsonObject left) || !(second instanceof JsonObject right)) {
      throw new BundleException(name, "gives the same data twice: keep one of the two");
    }
    Map<String, JsonValue> members = new LinkedHashMap<>(left.members());
    for (Map.Entry<String, JsonValue> member : right.members().entrySet()) {
      JsonValue there = members.get(member.getKey());
      members.put(
          member.getKey(), there == null ? member.getValue() : merged(there, member.getValue()));
    }
    return new JsonObject(members);
  }
}
