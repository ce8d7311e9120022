package io.countersign.credentials.keys;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a JWK set (RFC 7517 §5) from a file. */
final class JwkSetReader {
  private static final int MAX_BYTES = 512 * 1024;
  private static final int MAX_KEYS = 256;

  /** Key types that RFC 7517 §5 lets a reader pass over are these: unknown ones. */
  private static final Set<String> KNOWN_TYPES = Set.of("EC", "OKP", "RSA", "oct");

  private JwkSetReader() {}

  static Map<String, PublicJwk> read(Path file) throws CredentialConfigException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw fault(file, "there is no such file; put the issuer's public keys (JWK set) there");
    } catch (IOException e) {
      throw fault(file, "the file cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    if (bytes.length > MAX_BYTES) {
      throw fault(file, "the file is larger than " + MAX_BYTES / 1024 + " KiB");
    }
    JsonValue json;
    try {
      json = JsonParser.parse(bytes);
    } catch (JsonSyntaxException e) {
      throw fault(file, "the file is not JSON: " + e.getMessage());
    }
    if (!(json instanceof JsonObject set && set.get("keys") instanceof JsonArray keys)) {
      throw fault(file, "the file is no JWK set: it needs a member \"keys\" with an array");
    }
    return keys(file, keys);
  }

  private static Map<String, PublicJwk> keys(Path file, JsonArray keys)
      throws CredentialConfigException {
    if (keys.values().size() > MAX_KEYS) {
      throw fault(file, "the set has more than " + MAX_KEYS + " keys");
    }
    Map<String, PublicJwk> byId = new LinkedHashMap<>();
    for (int i = 0; i < keys.values().size(); i++) {
      if (!(keys.values().get(i) instanceof JsonObject jwk)) {
        throw fault(file, "keys[" + i + "] is no JSON object");
      }
      if (isForOthers(jwk)) {
        continue;
      }
      Optional<PublicJwk> key = PublicJwk.of(jwk);
      if (key.isEmpty()) {
        throw fault(
            file,
            "keys["
                + i
                + "] cannot be used: give public keys alone, P-256, P-384, Ed25519,"
                + " or RSA of 2048 to 8192 bits");
      }
      String id = key.get().id();
      if (id == null || id.isEmpty()) {
        throw fault(file, "keys[" + i + "] has no \"kid\"; tokens choose their key by it");
      }
      if (byId.put(id, key.get()) != null) {
        throw fault(file, "keys[" + i + "]: its kid stands there twice; give each key its own");
      }
    }
    if (byId.isEmpty()) {
      throw fault(file, "the set has no key for verifying signatures");
    }
    return byId;
  }

  /** Not ours to judge: of an unknown type, or for encryption. */
  private static boolean isForOthers(JsonObject jwk) {
    return !KNOWN_TYPES.contains(jwk.string("kty").orElse(""))
        || new JsonString("enc").equals(jwk.get("use"));
  }

  private static CredentialConfigException fault(Path file, String message) {
    return new CredentialConfigException("jwks " + file + ": " + message);
  }
}
