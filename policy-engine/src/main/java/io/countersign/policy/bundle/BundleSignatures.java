package io.countersign.policy.bundle;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies {@code .signatures.json} (openpolicyagent.org/docs/management-bundles, "Signing"): one
 * JWS over the hashes of all files. Keys decide whether there must be one, never the bundle, so
 * that a signature cannot be stripped (GHSA-g2pf-6v5v-qcc8).
 */
final class BundleSignatures {
  /** The file's name in the bundle. */
  static final String FILE = ".signatures.json";

  private static final String DEFAULT_PLUGIN = "_default";

  private final String bundle;

  /** A token that one of the keys made. */
  private record Signed(String keyId, JWSAlgorithm algorithm, JsonObject payload) {}

  private BundleSignatures(String bundle) {
    this.bundle = bundle;
  }

  /**
   * Returns only when one of the keys signed exactly these files.
   *
   * @param scope what the signature must have been made for; empty: for no scope
   */
  static BundleVerification verify(
      String bundle, SortedMap<String, byte[]> files, VerificationKeys keys, String scope)
      throws BundleException {
    byte[] signatures = files.get(FILE);
    if (signatures == null) {
      throw new BundleException(
          bundle,
          "is not signed, and verification keys are given: sign it with countersign bundle sign");
    }
    BundleSignatures verifier = new BundleSignatures(bundle);
    Signed signed = verifier.signed(verifier.token(signatures), keys);
    verifier.checkScope(signed.payload().get("scope"), scope);
    return new BundleVerification(
        signed.keyId(),
        signed.algorithm().getName(),
        scope,
        verifier.checkFiles(files, verifier.signedFiles(signed.payload())));
  }

  private static boolean absentOr(@Nullable JsonValue value, String text) {
    return value == null || value.equals(new JsonString("")) || value.equals(new JsonString(text));
  }

  private void checkScope(@Nullable JsonValue claimed, String scope) throws BundleException {
    if (scope.isEmpty() && !absentOr(claimed, "")) {
      throw wrong("is signed for a scope, and none is expected here");
    }
    if (!scope.isEmpty() && !new JsonString(scope).equals(claimed)) {
      throw wrong("is not signed for the scope '" + scope + "'");
    }
  }

  private String token(byte[] signatures) throws BundleException {
    JsonObject file = object(signatures, "is not JSON of signatures");
    if (!absentOr(file.get("plugin"), DEFAULT_PLUGIN)) {
      throw wrong("was made by a plugin");
    }
    if (file.get("signatures") instanceof JsonArray array
        && array.values().size() == 1
        && array.values().getFirst() instanceof JsonString token) {
      return token.value();
    }
    throw wrong("does not hold exactly one signature");
  }

  private Signed signed(String token, VerificationKeys keys) throws BundleException {
    try {
      JWSObject jws = JWSObject.parse(token);
      JsonObject payload = object(jws.getPayload().toBytes(), "signs something that is no JSON");
      String keyId = keyId(jws.getHeader().getKeyID(), payload.get("keyid"));
      PublicKey key = keys.byId().get(keyId);
      if (key == null) {
        throw wrong(
            "names the key '"
                + BundlePaths.shown(keyId)
                + "', which is not among the verification keys");
      }
      if (!jws.verify(verifier(key, jws.getHeader().getAlgorithm()))) {
        throw wrong("holds a signature that the key '" + keyId + "' did not make");
      }
      return new Signed(keyId, jws.getHeader().getAlgorithm(), payload);
    } catch (ParseException | JOSEException | IllegalStateException e) {
      throw new BundleException(
          bundle, FILE + " holds no JWS that can be verified: sign the bundle again", e);
    }
  }

  /** The header's {@code kid}, else OPA's older claim {@code keyid}; both must not disagree. */
  private String keyId(@Nullable String header, @Nullable JsonValue claim) throws BundleException {
    String claimed = claim instanceof JsonString text ? text.value() : null;
    if (claim != null && claimed == null) {
      throw wrong("has a keyid that is no string");
    }
    String keyId = header == null ? claimed : header;
    if (keyId == null || keyId.isEmpty()) {
      throw wrong("does not name its key (kid or keyid)");
    }
    if (claimed != null && !claimed.equals(keyId)) {
      throw wrong("names two keys");
    }
    return keyId;
  }

  /** The key's type decides which algorithms are possible, so that the token cannot choose. */
  private JWSVerifier verifier(PublicKey key, JWSAlgorithm algorithm)
      throws BundleException, JOSEException {
    return switch (key) {
      case RSAPublicKey rsa when JWSAlgorithm.Family.RSA.contains(algorithm) ->
          new RSASSAVerifier(rsa);
      case ECPublicKey ec when JWSAlgorithm.Family.EC.contains(algorithm) -> new ECDSAVerifier(ec);
      default -> throw wrong("is signed with an algorithm that does not belong to its key");
    };
  }

  private SortedMap<String, JsonObject> signedFiles(JsonObject payload) throws BundleException {
    SortedMap<String, JsonObject> signed = new TreeMap<>();
    if (!(payload.get("files") instanceof JsonArray array)) {
      throw wrong("signs no files");
    }
    for (JsonValue value : array.values()) {
      if (!(value instanceof JsonObject file) || !(file.get("name") instanceof JsonString name)) {
        throw wrong("signs a file without a name");
      }
      String path = name.value().startsWith("/") ? name.value().substring(1) : name.value();
      if (signed.put(path, file) != null) {
        throw wrong("signs " + BundlePaths.shown(path) + " twice");
      }
    }
    return signed;
  }

  private SortedMap<String, String> checkFiles(
      SortedMap<String, byte[]> files, SortedMap<String, JsonObject> signed)
      throws BundleException {
    SortedMap<String, String> covered = new TreeMap<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String path = file.getKey();
      if (path.equals(FILE)) {
        continue;
      }
      JsonObject entry = signed.remove(path);
      if (entry == null) {
        throw new BundleException(
            bundle,
            BundlePaths.shown(path) + " is not signed: remove it, or sign the bundle again");
      }
      String algorithm = entry.string("algorithm").orElse("");
      if (!FileHash.ALGORITHMS.contains(algorithm)) {
        throw wrong("hashes " + BundlePaths.shown(path) + " with none of SHA-256, -384, -512");
      }
      String hash = FileHash.hex(bundle, path, file.getValue(), algorithm);
      if (!hash.equals(entry.string("hash").orElse(""))) {
        throw new BundleException(
            bundle,
            BundlePaths.shown(path) + " was changed after it was signed: build and sign again");
      }
      covered.put(path, algorithm);
    }
    if (!signed.isEmpty()) {
      throw new BundleException(
          bundle,
          BundlePaths.shown(signed.firstKey()) + " is signed and missing: build and sign again");
    }
    return covered;
  }

  private JsonObject object(byte[] json, String otherwise) throws BundleException {
    try {
      if (JsonParser.parse(json) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonSyntaxException e) {
      throw new BundleException(bundle, FILE + " " + otherwise + ": sign the bundle again", e);
    }
    throw wrong(otherwise);
  }

  private BundleException wrong(String problem) {
    return new BundleException(bundle, FILE + " " + problem + ": sign the bundle again");
  }
}
