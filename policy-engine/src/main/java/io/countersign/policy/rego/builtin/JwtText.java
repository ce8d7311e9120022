package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The three parts of a JWS in compact form (RFC 7515 §7.1), each decoded when it is asked for.
 *
 * @param header as in the token
 * @param payload as in the token
 * @param signature as in the token
 */
record JwtText(String header, String payload, String signature) {
  private static final Set<String> UNDERSTOOD = Set.of("alg", "kid", "typ", "cty", "crit");

  static JwtText of(String token) throws BuiltinException {
    if (token.indexOf('.') < 0) {
      throw BuiltinException.of("encoded JWT had no period separators");
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw BuiltinException.of("encoded JWT must have 3 sections, found " + parts.length);
    }
    return new JwtText(parts[0], parts[1], parts[2]);
  }

  /** What the signature covers. */
  String signed() {
    return header + "." + payload;
  }

  RegoObject decodedHeader() throws BuiltinException {
    byte[] text = decode("JWT header had invalid encoding: ", header);
    RegoObject decoded;
    try {
      decoded = object(text);
    } catch (BuiltinException e) {
      throw BuiltinException.of("bad JWT header: " + e.getMessage());
    }
    if (decoded.get("enc") != null) {
      throw BuiltinException.of("JWT is a JWE object, which is not supported");
    }
    return decoded;
  }

  byte[] decodedPayload() throws BuiltinException {
    return decode("JWT payload had invalid encoding: ", payload);
  }

  byte[] decodedSignature(String errorPrefix) throws BuiltinException {
    return decode(errorPrefix, signature);
  }

  /** A JSON object; of members that repeat, the last counts (RFC 7519 §4). */
  static RegoObject object(byte[] utf8) throws BuiltinException {
    if (JsonReader.read(new String(utf8, StandardCharsets.UTF_8)) instanceof RegoObject json) {
      return json;
    }
    throw BuiltinException.of("decoded JSON type was not an Object");
  }

  /** A header's member that must be a string when it is there; empty when it is not. */
  static String text(RegoObject header, String name) throws BuiltinException {
    RegoValue value = header.get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof RegoString string) {
      return string.value();
    }
    throw BuiltinException.of(name + ": must be a string");
  }

  /**
   * Checks the kinds of a header's members.
   *
   * @return false when it has a critical member that is not understood (RFC 7515 §4.1.11)
   */
  static boolean isUnderstood(RegoObject header) throws BuiltinException {
    for (String name : new String[] {"alg", "cty", "kid", "typ"}) {
      text(header, name);
    }
    RegoValue critical = header.get("crit");
    if (critical == null) {
      return true;
    }
    if (!(critical instanceof RegoArray names)) {
      throw BuiltinException.of("crit: must be a list");
    }
    Set<String> named = new HashSet<>();
    for (RegoValue name : names) {
      if (!(name instanceof RegoString string)) {
        throw BuiltinException.of("crit: must be a list of strings");
      }
      named.add(string.value());
    }
    if (named.isEmpty()) {
      throw BuiltinException.of("crit: must be a nonempty list");
    }
    return named.stream().allMatch(name -> UNDERSTOOD.contains(name) || header.get(name) == null);
  }

  static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] decode(String errorPrefix, String part) throws BuiltinException {
    try {
      return Base64Text.url(part);
    } catch (BuiltinException e) {
      throw BuiltinException.of(errorPrefix + e.getMessage());
    }
  }
}
