package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON Web Tokens: reading, verifying and making them. */
final class JwtBuiltins {
  private JwtBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("io.jwt.decode", JwtBuiltins::decode);
    table.put("io.jwt.decode_verify", JwtDecodeVerify::decodeVerify);
    table.put("io.jwt.encode_sign", JwtSigning::encodeSign);
    table.put("io.jwt.encode_sign_raw", JwtSigning::encodeSignRaw);
    for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
      table.put(
          "io.jwt.verify_" + algorithm.algorithm().toLowerCase(Locale.ROOT),
          algorithm.isHmac()
              ? (context, arguments) -> verifySecret(algorithm, context, arguments)
              : (context, arguments) -> verify(algorithm, context, arguments));
    }
  }

  /** Reads a token, and says nothing of who made it. */
  private static @Nullable RegoValue decode(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = token(context, arguments);
    while (true) {
      JwtText token = JwtText.of(text);
      RegoObject header = token.decodedHeader();
      byte[] payload = token.decodedPayload();
      // A token inside a token (RFC 7519 §5.2); some wrap it in quotation marks.
      if (JwtText.text(header, "cty").equals("JWT")) {
        text = withoutQuotes(JwtText.utf8(payload));
        continue;
      }
      RegoObject claims = JwtText.object(payload);
      byte[] signature = token.decodedSignature("JWT signature had invalid encoding: ");
      return RegoArray.of(header, claims, RegoString.of(HexFormat.of().formatHex(signature)));
    }
  }

  private static String withoutQuotes(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isQuote(text.charAt(start))) {
      start++;
    }
    while (end > start && isQuote(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static RegoBoolean verifySecret(
      JwsAlgorithm algorithm, EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = token(context, arguments);
    byte[] secret = Arguments.string(arguments, 1).getBytes(StandardCharsets.UTF_8);
    BoundedText.chargeFor(context, secret.length);
    JwtText token = JwtText.of(text);
    byte[] signature = token.decodedSignature("");
    byte[] expected = algorithm.hmac(secret, token.signed().getBytes(StandardCharsets.UTF_8));
    return RegoBoolean.of(MessageDigest.isEqual(expected, signature));
  }

  private static RegoBoolean verify(
      JwsAlgorithm algorithm, EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    JwtText token = JwtText.of(token(context, arguments));
    List<VerificationKey> keys = keys(context, Arguments.string(arguments, 1));
    byte[] signature = token.decodedSignature("");
    RegoObject header = token.decodedHeader();
    JwtText.isUnderstood(header);
    return RegoBoolean.of(
        anyVerifies(
            context,
            keys,
            algorithm,
            JwtText.text(header, "alg"),
            JwtText.text(header, "kid"),
            token,
            signature));
  }

  /** The keys that a text holds. */
  static List<VerificationKey> keys(EvaluationContext context, String text)
      throws BuiltinException {
    BoundedText.chargeFor(context, text.length());
    context.charge(JwsAlgorithm.STEPS);
    return VerificationKeys.parse(text);
  }

  /**
   * Whether one of the keys made the signature. A key with the token's {@code kid} is the only one
   * tried; without one, all are that are not for another algorithm.
   *
   * @param algorithm what is verified
   * @param named what the token's header names
   */
  static boolean anyVerifies(
      EvaluationContext context,
      List<VerificationKey> keys,
      JwsAlgorithm algorithm,
      String named,
      String keyId,
      JwtText token,
      byte[] signature) {
    if (!keyId.isEmpty()) {
      for (VerificationKey key : keys) {
        if (key.id().equals(keyId)) {
          context.charge(JwsAlgorithm.STEPS);
          return algorithm.verifies(key, token.signed(), signature);
        }
      }
    }
    for (VerificationKey key : keys) {
      if (key.algorithm().isEmpty() || key.algorithm().equals(named)) {
        context.charge(JwsAlgorithm.STEPS);
        if (algorithm.verifies(key, token.signed(), signature)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The token's text, accounted for. */
  static String token(EvaluationContext context, RegoValue[] arguments) throws BuiltinException {
    String text = Arguments.string(arguments, 0);
    BoundedText.chargeFor(context, 4L * text.length());
    return text;
  }
}
