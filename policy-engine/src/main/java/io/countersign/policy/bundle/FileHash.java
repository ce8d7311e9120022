package io.countersign.policy.bundle;

import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.JsonText;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * The hash of one file as a signature names it: of data and manifests over their JSON in {@link
 * StructuredHash}'s form, of all else over the bytes.
 */
final class FileHash {
  /** What {@code opa sign} and {@code opa build} write. */
  static final String DEFAULT_ALGORITHM = "SHA-256";

  /** What a signature may name. */
  static final Set<String> ALGORITHMS = Set.of(DEFAULT_ALGORITHM, "SHA-384", "SHA-512");

  private FileHash() {}

  /**
   * In hexadecimal.
   *
   * @param algorithm one of {@link #ALGORITHMS}
   */
  static String hex(String bundle, String path, byte[] content, String algorithm)
      throws BundleException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm).digest(hashed(bundle, path, content)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  private static byte[] hashed(String bundle, String path, byte[] content) throws BundleException {
    byte[] json =
        switch (BundlePaths.name(path)) {
          case "data.json", Manifest.FILE -> content;
          case "data.yaml", "data.yml" -> JsonText.bytes(YamlData.parse(bundle, path, content));
          default -> null;
        };
    if (json == null) {
      return content;
    }
    try {
      JsonValue _ = JsonParser.parse(json);
      return StructuredHash.bytes(json);
    } catch (JsonSyntaxException | IOException e) {
      throw new BundleException(
          bundle, path + " is not JSON (" + e.getMessage() + "): correct it and build again", e);
    }
  }
}
