package io.countersign.policy;

import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.QueryParameter;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The members of an opa-envoy-plugin result beside {@code allowed}. As there, {@code headers} go to
 * the upstream when the request is allowed and to the client when it is not, header values may be a
 * string or an array of strings, and members that are not known are ignored. Members of the wrong
 * type are never ignored.
 */
final class EnvoyResult {
  /** In characters. */
  static final int MAX_BODY_LENGTH = 65_536;

  /**
   * What Envoy's {@code envoy.type.v3.StatusCode} knows from 300 up. Envoy takes an answer with
   * another one for a failure of the service, which it may be configured to let pass.
   */
  private static final Set<Integer> DENIED_STATUSES =
      Stream.of(
              IntStream.of(300, 301, 302, 303, 304, 305, 307, 308),
              IntStream.rangeClosed(400, 417),
              IntStream.of(421, 422, 423, 424, 426, 428, 429, 431),
              IntStream.rangeClosed(500, 508),
              IntStream.of(510, 511))
          .flatMapToInt(statuses -> statuses)
          .boxed()
          .collect(Collectors.toUnmodifiableSet());

  /** A name as the policy wrote it. */
  private record Pair(String name, String value) {}

  private EnvoyResult() {}

  static Effects allowed(JsonObject result) throws ResultShapeException {
    Effects all = read(result);
    return new Effects(
        all.requestHeaders(),
        all.requestHeadersToRemove(),
        all.responseHeaders(),
        all.queryParametersToSet(),
        all.queryParametersToRemove(),
        all.dynamicMetadata(),
        0,
        "",
        JsonObject.EMPTY);
  }

  static Effects denied(JsonObject result) throws ResultShapeException {
    Effects all = read(result);
    return new Effects(
        List.of(),
        List.of(),
        all.requestHeaders(),
        List.of(),
        List.of(),
        all.dynamicMetadata(),
        all.deniedStatus(),
        all.deniedBody(),
        JsonObject.EMPTY);
  }

  static Effects obligations(JsonObject obligations) {
    return new Effects(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        JsonObject.EMPTY,
        0,
        "",
        obligations);
  }

  /** Reads every member, so that a wrong one is found whether or not it would be used. */
  private static Effects read(JsonObject result) throws ResultShapeException {
    return new Effects(
        headers(result, "headers"),
        HeaderRules.removable(strings(result, "request_headers_to_remove")),
        headers(result, "response_headers_to_add"),
        HeaderRules.parameters(parameters(result)),
        HeaderRules.parameterNames(strings(result, "query_parameters_to_remove")),
        metadata(result),
        status(result),
        body(result),
        JsonObject.EMPTY);
  }

  private static List<Header> headers(JsonObject result, String member)
      throws ResultShapeException {
    return HeaderRules.settable(
        pairs(result, member).stream().map(pair -> new Header(pair.name(), pair.value())).toList());
  }

  private static List<QueryParameter> parameters(JsonObject result) throws ResultShapeException {
    return pairs(result, "query_parameters_to_set").stream()
        .map(pair -> new QueryParameter(pair.name(), pair.value()))
        .toList();
  }

  /** An object of names to values, or an array of such objects. */
  private static List<Pair> pairs(JsonObject result, String member) throws ResultShapeException {
    List<Pair> pairs = new ArrayList<>();
    switch (result.get(member)) {
      case null -> {}
      case JsonObject object -> pairs(object, pairs);
      case JsonArray array -> {
        for (JsonValue value : array.values()) {
          if (!(value instanceof JsonObject object)) {
            throw new ResultShapeException(member + " with an item that is no object");
          }
          pairs(object, pairs);
        }
      }
      default -> throw new ResultShapeException(member + " that is neither object nor array");
    }
    return pairs;
  }

  private static void pairs(JsonObject object, List<Pair> pairs) throws ResultShapeException {
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      switch (member.getValue()) {
        case JsonString value -> pairs.add(new Pair(member.getKey(), value.value()));
        case JsonArray values -> {
          for (JsonValue value : values.values()) {
            pairs.add(new Pair(member.getKey(), string(value)));
          }
        }
        default -> throw new ResultShapeException("a value that is neither string nor array");
      }
    }
  }

  private static List<String> strings(JsonObject result, String member)
      throws ResultShapeException {
    List<String> strings = new ArrayList<>();
    switch (result.get(member)) {
      case null -> {}
      case JsonArray array -> {
        for (JsonValue value : array.values()) {
          strings.add(string(value));
        }
      }
      default -> throw new ResultShapeException(member + " that is no array");
    }
    return strings;
  }

  private static String string(JsonValue value) throws ResultShapeException {
    if (value instanceof JsonString string) {
      return string.value();
    }
    throw new ResultShapeException("an item that is no string");
  }

  private static JsonObject metadata(JsonObject result) throws ResultShapeException {
    return switch (result.get("dynamic_metadata")) {
      case null -> JsonObject.EMPTY;
      case JsonObject object -> object;
      default -> throw new ResultShapeException("dynamic_metadata that is no object");
    };
  }

  private static int status(JsonObject result) throws ResultShapeException {
    return switch (result.get("http_status")) {
      case null -> 0;
      case JsonNumber number when number.isLong() -> status(number.longValue(), result);
      default -> throw new ResultShapeException("http_status that is no whole number");
    };
  }

  /** An allowed request has the upstream's status, so only a denial's counts. */
  private static int status(long status, JsonObject result) throws ResultShapeException {
    if (status >= 300 && status <= 599 && DENIED_STATUSES.contains((int) status)) {
      return (int) status;
    }
    if (JsonBoolean.TRUE.equals(result.get("allowed"))) {
      return 0;
    }
    throw new ResultShapeException("http_status that is none of a denial");
  }

  private static String body(JsonObject result) throws ResultShapeException {
    return switch (result.get("body")) {
      case null -> "";
      case JsonString body when body.value().length() <= MAX_BODY_LENGTH -> body.value();
      default -> throw new ResultShapeException("body that is no string of bounded length");
    };
  }
}
