package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a token must meet for {@code io.jwt.decode_verify}.
 *
 * @param keys one of which must have signed
 * @param algorithm the only one; empty for any that fits the keys
 * @param issuer the only one; empty for any
 * @param audience must be among the token's; empty means that a token for someone is refused
 * @param time seconds since 1970
 */
record JwtConstraints(
    List<VerificationKey> keys, String algorithm, String issuer, String audience, BigDecimal time) {
  private static final Set<String> NAMES = Set.of("cert", "secret", "alg", "iss", "aud", "time");
  private static final int NANO_DIGITS = 9;

  static JwtConstraints of(EvaluationContext context, RegoObject object) throws BuiltinException {
    for (RegoValue name : object.keys()) {
      if (!(name instanceof RegoString string) || !NAMES.contains(string.value())) {
        throw BuiltinException.of("unknown token validation constraint: " + shown(name));
      }
    }
    String secret = text(object, "secret");
    boolean certificate = object.get("cert") != null;
    List<VerificationKey> keys =
        certificate
            ? JwtBuiltins.keys(context, text(object, "cert"))
            : List.of(VerificationKey.ofSecret("", "", secret.getBytes(StandardCharsets.UTF_8)));
    if (certificate && !secret.isEmpty()) {
      throw BuiltinException.of("duplicate key constraints");
    }
    if (!certificate && secret.isEmpty()) {
      throw BuiltinException.of("no key constraint");
    }
    return new JwtConstraints(
        keys,
        text(object, "alg"),
        text(object, "iss"),
        text(object, "aud"),
        time(object, context.time()));
  }

  private static String shown(RegoValue name) {
    return name instanceof RegoString string ? string.value() : name.toString();
  }

  private static String text(RegoObject object, String name) throws BuiltinException {
    RegoValue value = object.get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof RegoString string) {
      return string.value();
    }
    throw BuiltinException.of(name + " constraint: must be a string");
  }

  private static BigDecimal time(RegoObject object, Instant now) throws BuiltinException {
    RegoValue value = object.get("time");
    if (value == null) {
      return BigDecimal.valueOf(now.getEpochSecond())
          .add(BigDecimal.valueOf(now.getNano(), NANO_DIGITS));
    }
    if (!(value instanceof RegoNumber nanos)) {
      throw BuiltinException.of("token time constraint: must be a number");
    }
    BigDecimal time = nanos.toBigDecimal();
    if (time.signum() < 0) {
      throw BuiltinException.of("token time constraint: must not be negative");
    }
    return time.movePointLeft(NANO_DIGITS);
  }

  /** Whether the registered claims (RFC 7519 §4.1) meet the constraints. */
  boolean areMetBy(RegoObject claims) throws BuiltinException {
    RegoValue maker = claims.get("iss");
    if (!issuer.isEmpty() && (maker == null || !maker.equals(RegoString.of(issuer)))) {
      return false;
    }
    RegoValue audiences = claims.get("aud");
    if (audiences == null ? !audience.isEmpty() : !isFor(audiences)) {
      return false;
    }
    RegoValue end = claims.get("exp");
    if (end != null && time.compareTo(seconds("exp", end)) >= 0) {
      return false;
    }
    RegoValue start = claims.get("nbf");
    return start == null || time.compareTo(seconds("nbf", start)) >= 0;
  }

  private boolean isFor(RegoValue audiences) {
    RegoString wanted = RegoString.of(audience);
    if (audiences instanceof RegoArray several) {
      for (RegoValue one : several) {
        if (wanted.equals(one)) {
          return true;
        }
      }
      return false;
    }
    return wanted.equals(audiences);
  }

  private static BigDecimal seconds(String name, RegoValue value) throws BuiltinException {
    if (value instanceof RegoNumber number) {
      return number.toBigDecimal();
    }
    throw BuiltinException.of(name + " value must be a number");
  }
}
