package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Signs requests to AWS; nothing is sent. */
final class AwsBuiltins {
  private static final List<String> REQUIRED_CONFIG =
      List.of("aws_access_key", "aws_region", "aws_secret_access_key", "aws_service");
  private static final List<String> REQUIRED_REQUEST = List.of("method", "url");

  /** What a request of {@code http.send} may have. */
  private static final Set<String> ALLOWED_REQUEST =
      Set.of(
          "method",
          "url",
          "body",
          "enable_redirect",
          "force_json_decode",
          "force_yaml_decode",
          "headers",
          "raw_body",
          "tls_use_system_certs",
          "tls_ca_cert",
          "tls_ca_cert_file",
          "tls_ca_cert_env_variable",
          "tls_client_cert",
          "tls_client_cert_file",
          "tls_client_cert_env_variable",
          "tls_client_key",
          "tls_client_key_file",
          "tls_client_key_env_variable",
          "tls_insecure_skip_verify",
          "tls_server_name",
          "timeout",
          "cache",
          "force_cache",
          "force_cache_duration_seconds",
          "raise_error",
          "caching_mode",
          "max_retry_attempts",
          "cache_ignored_headers");

  private static final Pattern WRONG_PORT = Pattern.compile(":[^:@\\]]*[^0-9:@\\]][^:@\\]]*$");

  private AwsBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("providers.aws.sign_req", AwsBuiltins::sign);
  }

  /** The request with the headers that sign it; arguments: request, configuration, nanoseconds. */
  private static RegoValue sign(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoObject request = Arguments.object(arguments, 0);
    RegoObject config = Arguments.object(arguments, 1);
    requireTexts(
        config,
        REQUIRED_CONFIG,
        2,
        "missing required AWS config parameters(s): ",
        "invalid values for required AWS config parameters(s): ");
    Instant time = time(arguments);
    check(request);
    byte[] body = body(request);
    Map<String, String> headers = headers(request);
    BoundedText.chargeFor(context, 4L * (body.length + request.toString().length()));
    AwsSignature signature =
        new AwsSignature(
            text(config, "aws_access_key"),
            text(config, "aws_secret_access_key"),
            text(config, "aws_session_token"),
            text(config, "aws_region"),
            text(config, "aws_service"));
    Map<String, String> signed =
        signature.headers(
            headers,
            text(request, "method"),
            uri(text(request, "url")),
            isPayloadSigned(config) ? AwsSignature.sha256(body) : AwsSignature.UNSIGNED,
            time);
    Map<RegoValue, RegoValue> result = new LinkedHashMap<>();
    request.forEach(result::put);
    result.put(RegoString.of("headers"), object(signed));
    return RegoObject.of(result);
  }

  private static void check(RegoObject request) throws BuiltinException {
    Set<RegoValue> unknown = new HashSet<>();
    for (RegoValue key : request.keys()) {
      if (!(key instanceof RegoString name) || !ALLOWED_REQUEST.contains(name.value())) {
        unknown.add(key);
      }
    }
    if (!unknown.isEmpty()) {
      throw BuiltinException.operand(
          1, "invalid request parameters(s): " + RegoSet.of(List.copyOf(unknown)));
    }
    requireTexts(
        request,
        REQUIRED_REQUEST,
        1,
        "missing required request parameters(s): ",
        "invalid values for required request parameters(s): ");
  }

  private static void requireTexts(
      RegoObject object, List<String> names, int position, String missing, String invalid)
      throws BuiltinException {
    RegoSet absent = names(names, object, false);
    if (!absent.isEmpty()) {
      throw BuiltinException.operand(position, missing + absent);
    }
    RegoSet wrong = names(names, object, true);
    if (!wrong.isEmpty()) {
      throw BuiltinException.operand(position, invalid + wrong);
    }
  }

  /** The names that the object lacks, or whose value is there and is no string. */
  private static RegoSet names(List<String> names, RegoObject object, boolean present) {
    return RegoSet.of(
        names.stream()
            .filter(name ->
                present ? !(object.get(name) instanceof RegoString) : object.get(name) == null)
            .map(RegoString::of)
            .collect(Collectors.toList()));
  }

  private static Instant time(RegoValue[] arguments) throws BuiltinException {
    RegoNumber nanos = Arguments.number(arguments, 2);
    // OPA reads the number's text as a whole number, which one with an exponent is not.
    if (!nanos.isLong() || !nanos.toString().equals(Long.toString(nanos.longValue()))) {
      throw BuiltinException.operand(3, "could not convert time_ns value into a unix timestamp");
    }
    return Instant.EPOCH.plusNanos(nanos.longValue());
  }

  private static byte[] body(RegoObject request) {
    RegoValue raw = request.get("raw_body");
    RegoValue body = request.get("body");
    String text =
        raw != null ? text(request, "raw_body") : body == null ? "" : CompactJson.of(body);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> headers(RegoObject request) throws BuiltinException {
    RegoValue value = request.get("headers");
    Map<String, String> headers = new TreeMap<>();
    if (value instanceof RegoObject object) {
      object.forEach((name, header) -> headers.put(text(name), text(header)));
    } else if (value != null) {
      throw BuiltinException.operand(0, "must be object but got " + value.typeName());
    }
    return headers;
  }

  private static boolean isPayloadSigned(RegoObject config) throws BuiltinException {
    RegoValue disabled = config.get("disable_payload_signing");
    if (disabled == null) {
      return true;
    }
    if (disabled instanceof RegoBoolean bool) {
      return !bool.value();
    }
    throw BuiltinException.operand(2, "invalid value for 'disable_payload_signing' in AWS config");
  }

  private static URI uri(String text) throws BuiltinException {
    try {
      URI uri = new URI(text);
      String authority = uri.getRawAuthority();
      if (authority != null && WRONG_PORT.matcher(authority).find()) {
        throw BuiltinException.of("parse url: invalid port after host");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw BuiltinException.of("parse url: " + e.getReason());
    }
  }

  private static RegoObject object(Map<String, String> members) {
    return RegoObject.of(
        members.entrySet().stream()
            .collect(
                Collectors.toMap(
                    member -> RegoString.of(member.getKey()),
                    member -> RegoString.of(member.getValue()))));
  }

  private static String text(RegoObject object, String name) {
    return text(object.get(name));
  }

  private static String text(@Nullable RegoValue value) {
    return value instanceof RegoString string ? string.value() : "";
  }
}
