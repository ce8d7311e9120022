package io.countersign.decision;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonNull;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The input members of opa-envoy-plugin, in the names that Envoy's protobuf messages have in JSON,
 * so that policies written for it run unchanged.
 */
final class EnvoyInput {
  private static final JsonObject VERSION =
      JsonObject.builder().put("ext_authz", "v3").put("encoding", "protojson").build();

  private EnvoyInput() {}

  static JsonObject of(AccessRequest request, JsonObject headers, Instant time) {
    JsonValue body = ParsedBody.of(request).value();
    return JsonObject.builder()
        .put("attributes", attributes(request, headers, time))
        .put("parsed_path", parsedPath(request.path()))
        .put("parsed_query", QueryString.toJson(QueryString.masked(request.query())))
        .put("parsed_body", body == null ? JsonNull.NULL : body)
        .put("truncated_body", request.body().truncated())
        .put("version", VERSION)
        .build();
  }

  private static JsonObject attributes(AccessRequest request, JsonObject headers, Instant time) {
    JsonObject.Builder extensions = JsonObject.builder();
    new TreeMap<>(request.contextExtensions()).forEach(extensions::put);
    Destination destination = request.destination();
    Peer peer = request.peer();
    return JsonObject.builder()
        .put("source", endpoint(peer.address(), peer.port(), peer.principal()))
        .put(
            "destination",
            endpoint(destination.address(), destination.port(), destination.principal()))
        .put(
            "request",
            JsonObject.builder()
                .put("time", PolicyInput.rfc3339(time))
                .put("http", http(request, headers))
                .build())
        .putUnlessEmpty("contextExtensions", extensions.build())
        .put("metadataContext", metadata(request.metadata()))
        .put("routeMetadataContext", metadata(request.routeMetadata()))
        .build();
  }

  private static JsonObject endpoint(String address, int port, String principal) {
    JsonObject.Builder socket = JsonObject.builder().put("address", Texts.orNull(address));
    if (port != 0) {
      socket.put("portValue", port);
    }
    JsonObject.Builder wrapped =
        JsonObject.builder().putUnlessEmpty("socketAddress", socket.build());
    return JsonObject.builder()
        .putUnlessEmpty("address", wrapped.build())
        .put("principal", Texts.orNull(principal))
        .build();
  }

  private static JsonObject http(AccessRequest request, JsonObject headers) {
    String target =
        request.query().isEmpty()
            ? request.path()
            : request.path() + "?" + QueryString.masked(request.query());
    return JsonObject.builder()
        .put("id", Texts.orNull(request.id()))
        .put("method", request.method())
        .put("headers", headers)
        .put("path", target)
        .put("host", request.authority())
        .put("scheme", Texts.orNull(request.scheme()))
        .put("protocol", Texts.orNull(request.protocol()))
        .put("body", body(request))
        .build();
  }

  private static @Nullable String body(AccessRequest request) {
    if (request.body().isEmpty()) {
      return null;
    }
    String text = new String(request.body().toBytes(), StandardCharsets.UTF_8);
    return ParsedBody.isForm(request.headers()) ? QueryString.masked(text) : text;
  }

  private static JsonObject metadata(JsonObject filters) {
    return JsonObject.builder().putUnlessEmpty("filterMetadata", filters).build();
  }

  /** Splits first and decodes each segment once, so that an encoded slash is no separator. */
  private static JsonArray parsedPath(String path) {
    List<JsonValue> segments = new ArrayList<>();
    String relative = path.startsWith("/") ? path.substring(1) : path;
    for (String segment : relative.split("/", -1)) {
      segments.add(new JsonString(decode(segment)));
    }
    return new JsonArray(segments);
  }

  private static String decode(String segment) {
    try {
      // URLDecoder is for forms, where a plus is a space; in a path it is a plus.
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformedEscape) {
      return segment;
    }
  }
}
