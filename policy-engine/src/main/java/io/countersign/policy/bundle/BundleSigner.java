package io.countersign.policy.bundle;

import com.nimbusds.jose.JOSEException;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Signs bundles as {@code opa build --signing-key} does
 * (openpolicyagent.org/docs/management-bundles, "Signing"), so that OPA and {@link
 * BundleVerification} take them.
 */
public final class BundleSigner {
  private final SigningKey key;
  private final String scope;

  /**
   * A signer.
   *
   * @param scope what the signature is made for; empty: for no scope
   */
  public BundleSigner(SigningKey key, String scope) {
    this.key = key;
    this.scope = scope;
  }

  /**
   * The bundle's archive with a signature over all of its files, in place of any it had.
   *
   * @throws BundleException when the key cannot sign
   */
  public byte[] archive(Bundle bundle) throws BundleException {
    SortedMap<String, byte[]> files = new TreeMap<>(bundle.files());
    files.remove(BundleSignatures.FILE);
    String token;
    try {
      token = key.sign(CanonicalJson.text(payload(bundle.name(), files)));
    } catch (JOSEException e) {
      throw new BundleException(
          bundle.name(), "could not be signed with " + key.algorithm() + ": use another key", e);
    }
    JsonObject signatures =
        JsonObject.builder().put("signatures", JsonArray.ofStrings(List.of(token))).build();
    files.put(BundleSignatures.FILE, CanonicalJson.bytes(signatures));
    return BundleWriter.archive(files);
  }

  private JsonObject payload(String bundle, SortedMap<String, byte[]> files)
      throws BundleException {
    List<JsonValue> hashes = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      hashes.add(
          JsonObject.builder()
              .put("name", file.getKey())
              .put(
                  "hash",
                  FileHash.hex(bundle, file.getKey(), file.getValue(), FileHash.DEFAULT_ALGORITHM))
              .put("algorithm", FileHash.DEFAULT_ALGORITHM)
              .build());
    }
    JsonObject.Builder payload =
        JsonObject.builder().put("files", new JsonArray(hashes)).put("keyid", key.id());
    if (!scope.isEmpty()) {
      payload.put("scope", scope);
    }
    return payload.build();
  }
}
