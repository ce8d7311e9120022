package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Optional;

/**
 * Verifies a token as RFC 7519 §7.2 says: the result is {@code [true, header, claims]}, or {@code
 * [false, {}, {}]} when the signature or a constraint does not hold.
 */
final class JwtDecodeVerify {
  private static final RegoValue REFUSED =
      RegoArray.of(RegoBoolean.FALSE, RegoObject.empty(), RegoObject.empty());

  private JwtDecodeVerify() {}

  static RegoValue decodeVerify(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    JwtConstraints constraints = JwtConstraints.of(context, Arguments.object(arguments, 1));
    String text = JwtBuiltins.token(context, arguments);
    while (true) {
      JwtText token = JwtText.of(text);
      RegoObject header = token.decodedHeader();
      if (!JwtText.isUnderstood(header) || !isSigned(context, constraints, token, header)) {
        return REFUSED;
      }
      byte[] payload = token.decodedPayload();
      if (JwtText.text(header, "cty").equalsIgnoreCase("JWT")) {
        text = JwtText.utf8(payload); // a token inside a token
        continue;
      }
      RegoObject claims = JwtText.object(payload);
      return constraints.areMetBy(claims)
          ? RegoArray.of(RegoBoolean.TRUE, header, claims)
          : REFUSED;
    }
  }

  private static boolean isSigned(
      EvaluationContext context, JwtConstraints constraints, JwtText token, RegoObject header)
      throws BuiltinException {
    String named = JwtText.text(header, "alg");
    if (named.isEmpty()
        || !(constraints.algorithm().isEmpty() || constraints.algorithm().equals(named))) {
      return false;
    }
    byte[] signature = token.decodedSignature("");
    Optional<JwsAlgorithm> algorithm = JwsAlgorithm.of(named);
    return algorithm.isPresent()
        && JwtBuiltins.anyVerifies(
            context,
            constraints.keys(),
            algorithm.get(),
            named,
            JwtText.text(header, "kid"),
            token,
            signature);
  }
}
