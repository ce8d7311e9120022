package io.countersign.policy.rego.builtin;

import com.nimbusds.jose.jwk.JWK;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.value.JsonText;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes tokens: JWS in compact form (RFC 7515 §7.1). */
final class JwtSigning {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private JwtSigning() {}

  /** Headers and payload as values, the key as a JWK value. */
  static RegoValue encodeSign(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return sign(
        context,
        CompactJson.of(arguments[0]),
        CompactJson.of(arguments[1]),
        JsonText.of(arguments[2]));
  }

  /** Headers, payload and key as JSON text, whose every character counts. */
  static RegoValue encodeSignRaw(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String key = Arguments.string(arguments, 2);
    return sign(context, Arguments.string(arguments, 0), Arguments.string(arguments, 1), key);
  }

  private static RegoValue sign(
      EvaluationContext context, String headers, String payload, String key)
      throws BuiltinException {
    BoundedText.chargeFor(context, 4L * (headers.length() + payload.length()) + key.length());
    context.charge(10L * JwsAlgorithm.STEPS);
    List<JWK> keys = VerificationKeys.jwks(key);
    if (keys.isEmpty()) {
      throw BuiltinException.of("no keys found in JWK set");
    }
    JsonObject header = header(headers);
    String name = header.string("alg").orElseThrow(() -> noAlgorithm(headers));
    JwsAlgorithm algorithm =
        JwsAlgorithm.of(name)
            .orElseThrow(() -> BuiltinException.of("unknown JWS algorithm: " + name));
    boolean isJwt = !(header.get("typ") instanceof JsonString type) || type.value().equals("JWT");
    if (isJwt && parse(payload) == null) {
      throw BuiltinException.of("type is JWT but payload is not JSON");
    }
    String signed = base64(headers) + "." + base64(payload);
    byte[] signature =
        JwsSigner.sign(keys.getFirst(), algorithm, signed.getBytes(StandardCharsets.US_ASCII));
    return RegoString.of(signed + "." + BASE64URL.encodeToString(signature));
  }

  private static BuiltinException noAlgorithm(String headers) {
    String why = "jwsbb: header \"alg\" not found";
    if (headers.isBlank()) {
      why = "cannot parse JSON: cannot parse empty string";
    } else if (headers.strip().startsWith("{") && parse(headers) == null) {
      why = "cannot parse JSON";
    }
    return BuiltinException.of("missing or invalid 'alg' header: " + why);
  }

  private static String base64(String text) {
    return BASE64URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject header(String text) {
    return parse(text) instanceof JsonObject header ? header : JsonObject.EMPTY;
  }

  private static @Nullable JsonValue parse(String text) {
    try {
      return JsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (JsonSyntaxException e) {
      return null;
    }
  }
}
