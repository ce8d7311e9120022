package io.countersign.policy.bundle;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Several bundles as one, with an archive of its own: what the log keeps of it is enough to ask the
 * policy again. Its manifest names each member's digest, so that the archive's digest, the identity
 * of the set, stands for exactly these members. They were verified one by one; the set is not
 * signed.
 */
final class BundleSet {
  private static final int MAX_NAME_LENGTH = 128;

  private final Bundle policy;
  private final SortedMap<String, Bundle> data;
  private final String name;

  private BundleSet(Bundle policy, SortedMap<String, Bundle> data) {
    this.policy = policy;
    this.data = data;
    this.name = policy.name() + " with " + String.join(", ", data.keySet());
  }

  static Bundle merge(Bundle policy, SortedMap<String, Bundle> data, BundleLimits limits)
      throws BundleException {
    BundleSet set = new BundleSet(policy, data);
    RootOwners.check(set.members());
    for (Map.Entry<String, Bundle> member : data.entrySet()) {
      checkData(member.getKey(), member.getValue());
    }
    SetFiles files = new SetFiles(set.name, set.members());
    JsonValue merged = policy.data();
    for (Bundle member : data.values()) {
      merged = files.merged(merged, member.data());
    }
    return set.bundle(files.files(), (JsonObject) merged, limits);
  }

  private List<Bundle> members() {
    List<Bundle> members = new ArrayList<>();
    members.add(policy);
    members.addAll(data.values());
    return members;
  }

  /** What would be left out of the evaluation must not look as if it had a say. */
  private static void checkData(String key, Bundle member) throws BundleException {
    if (key.isEmpty() || key.length() > MAX_NAME_LENGTH) {
      throw new BundleException(
          member.name(), "has a name of more than " + MAX_NAME_LENGTH + " characters: shorten it");
    }
    for (String path : member.paths()) {
      if (path.equals(Bundle.PLAN) || path.endsWith(".wasm") || path.endsWith(".rego")) {
        throw new BundleException(
            member.name(),
            BundlePaths.shown(path)
                + " is policy, and only policy.bundle may carry any: build all rules into that one");
      }
    }
  }

  private Bundle bundle(SortedMap<String, byte[]> dataFiles, JsonObject merged, BundleLimits limits)
      throws BundleException {
    SortedMap<String, byte[]> files = new TreeMap<>(dataFiles);
    for (String path : policy.paths()) {
      if (!isReplaced(path)) {
        policy.file(path).ifPresent(content -> files.put(path, content));
      }
    }
    byte[] manifest = JsonText.bytes(manifest());
    files.put(Manifest.FILE, manifest);
    byte[] archive = archive(files, limits);
    if (archive.length > limits.maxArchiveBytes()) {
      throw new BundleException(
          name, "is larger than " + limits.maxArchiveBytes() + " bytes together: ship less data");
    }
    return new Bundle(name, archive, Manifest.parse(name, manifest), merged, files);
  }

  private static boolean isReplaced(String path) {
    return SetFiles.isData(path)
        || path.equals(Manifest.FILE)
        || path.equals(BundleSignatures.FILE);
  }

  private byte[] archive(SortedMap<String, byte[]> files, BundleLimits limits)
      throws BundleException {
    try {
      CanonicalArchive archive = new CanonicalArchive(name, limits);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        archive.add(file.getKey(), file.getValue());
      }
      return archive.bytes();
    } catch (IOException e) {
      throw new BundleException(name, "cannot be put together (" + e.getMessage() + ")", e);
    }
  }

  /** The manifest of the one with the policy, with what is the set's own. */
  private JsonObject manifest() throws BundleException {
    Map<String, JsonValue> members = new LinkedHashMap<>(policysManifest().members());
    List<String> roots = new ArrayList<>();
    members().forEach(member -> roots.addAll(member.manifest().roots()));
    members.put("roots", JsonArray.ofStrings(roots));
    JsonObject.Builder bundles = JsonObject.builder();
    data.forEach((key, member) -> bundles.put(key, described(member)));
    members.put(
        "metadata",
        JsonObject.builder()
            .put(
                "countersign",
                JsonObject.builder()
                    .put("policy", described(policy))
                    .put("bundles", bundles.build())
                    .build())
            .build());
    return new JsonObject(members);
  }

  private JsonObject policysManifest() throws BundleException {
    byte[] text = policy.file(Manifest.FILE).orElse(null);
    try {
      return text != null && JsonParser.parse(text) instanceof JsonObject manifest
          ? manifest
          : JsonObject.EMPTY;
    } catch (JsonSyntaxException e) {
      throw new BundleException(policy.name(), Manifest.FILE + " is not JSON", e);
    }
  }

  private static JsonObject described(Bundle member) {
    return JsonObject.builder()
        .put("sha256", member.digest().hex())
        .put("revision", member.manifest().revision())
        .build();
  }
}
