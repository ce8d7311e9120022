package io.countersign.credentials.keys;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.JwsAlgorithm;
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

/**
 * Reads a JWK set (RFC 7517 §5). Keys that nobody here can use are passed over, as that section
 * asks; a private or symmetric one is always an error, since whoever published it published the
 * power to sign.
 */
final class JwkSetReader {
  static final int MAX_BYTES = 512 * 1024;
  private static final int MAX_KEYS = 256;

  /** Of each known type, the curves that are accepted; RSA has none. */
  private static final Map<String, Set<String>> CURVES =
      Map.of("EC", Set.of("P-256", "P-384"), "OKP", Set.of("Ed25519"));

  /** Their presence means a private or symmetric key, of whatever type. */
  private static final Set<String> SECRET_MEMBERS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");

  /** Who wrote the set. */
  private enum Writer {
    /** The operator, who is told of each mistake. */
    OPERATOR,
    /** An issuer, whose other keys go on to work. */
    ISSUER
  }

  private final String place;
  private final Writer writer;

  private JwkSetReader(String place, Writer writer) {
    this.place = place;
    this.writer = writer;
  }

  /** From a file, in which a malformed, weak or nameless key is an error. */
  static Map<String, PublicJwk> read(Path file) throws CredentialConfigException {
    JwkSetReader reader = new JwkSetReader("jwks " + file, Writer.OPERATOR);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw reader.fault("there is no such file; put the issuer's public keys (JWK set) there");
    } catch (IOException e) {
      throw reader.fault("the file cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    if (bytes.length > MAX_BYTES) {
      throw reader.fault("the file is larger than " + MAX_BYTES / 1024 + " KiB");
    }
    return reader.parse(bytes);
  }

  /** As a server gave it; a malformed, weak or nameless key is passed over. */
  static Map<String, PublicJwk> read(String place, byte[] json) throws CredentialConfigException {
    return new JwkSetReader("jwks " + place, Writer.ISSUER).parse(json);
  }

  private Map<String, PublicJwk> parse(byte[] bytes) throws CredentialConfigException {
    JsonValue json;
    try {
      json = JsonParser.parse(bytes);
    } catch (JsonSyntaxException e) {
      throw fault("this is not JSON: " + e.getMessage());
    }
    if (!(json instanceof JsonObject set && set.get("keys") instanceof JsonArray keys)) {
      throw fault("this is no JWK set: it needs a member \"keys\" with an array");
    }
    if (keys.values().size() > MAX_KEYS) {
      throw fault("the set has more than " + MAX_KEYS + " keys");
    }
    Map<String, PublicJwk> byId = new LinkedHashMap<>();
    for (int i = 0; i < keys.values().size(); i++) {
      if (!(keys.values().get(i) instanceof JsonObject jwk)) {
        throw fault("keys[" + i + "] is no JSON object");
      }
      PublicJwk key = key("keys[" + i + "]", jwk).orElse(null);
      if (key != null && key.id() != null && byId.put(key.id(), key) != null) {
        throw fault("keys[" + i + "]: its kid stands there twice; give each key its own");
      }
    }
    if (byId.isEmpty()) {
      throw fault("the set has no key for verifying signatures");
    }
    return byId;
  }

  /** A key that has a {@code kid}; empty when it is passed over. */
  private Optional<PublicJwk> key(String name, JsonObject jwk) throws CredentialConfigException {
    if (SECRET_MEMBERS.stream().anyMatch(jwk.members()::containsKey)
        || jwk.string("kty").orElse("").equals("oct")) {
      throw fault(name + " cannot be used: it is private or symmetric; give public keys alone");
    }
    if (isForOthers(jwk)) {
      return Optional.empty();
    }
    Optional<PublicJwk> key = PublicJwk.of(jwk);
    if (key.isEmpty() && writer == Writer.OPERATOR) {
      throw fault(
          name
              + " cannot be used: it is malformed, off its curve, or RSA of less than 2048 or more"
              + " than 8192 bits");
    }
    boolean named = key.map(PublicJwk::id).filter(id -> !id.isEmpty()).isPresent();
    if (key.isPresent() && !named && writer == Writer.OPERATOR) {
      throw fault(name + " has no \"kid\"; tokens choose their key by it");
    }
    return key.filter(any -> named);
  }

  /** Not ours to judge: of a type, curve or algorithm that is not accepted, or for encryption. */
  private static boolean isForOthers(JsonObject jwk) {
    String type = jwk.string("kty").orElse("");
    boolean curve =
        type.equals("RSA")
            || CURVES.getOrDefault(type, Set.of()).contains(jwk.string("crv").orElse(""));
    boolean algorithm =
        jwk.string("alg").map(JwsAlgorithm::of).map(Optional::isPresent).orElse(true);
    return !curve || !algorithm || new JsonString("enc").equals(jwk.get("use"));
  }

  private CredentialConfigException fault(String message) {
    return new CredentialConfigException(place + ": " + message);
  }
}
