package io.countersign.envoy;

import com.google.protobuf.ByteString;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Destination;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Peer;
import io.countersign.decision.Reason;
import io.countersign.decision.RequestBody;
import io.countersign.decision.json.JsonObject;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's {@code CheckRequest} as an {@link AccessRequest}. What cannot be read in one way only
 * marks the request with a defect, so that it is denied and the denial recorded.
 */
final class CheckRequestMapper {
  private static final String SERVICE = "service";
  private static final String PARTIAL_BODY = "x-envoy-auth-partial-body";

  private CheckRequestMapper() {}

  /**
   * @param source where the question has the client's certificate
   * @param deadline when the gateway stops waiting; null when it did not say
   * @param gateway whether who asks is an authenticated gateway
   */
  static AccessRequest map(
      CheckRequest request,
      CertificateSource source,
      @Nullable Instant deadline,
      GatewayAuthentication.Verdict gateway) {
    AttributeContext attributes = request.getAttributes();
    AttributeContext.HttpRequest http = attributes.getRequest().getHttp();
    AccessRequest.Builder access = AccessRequest.builder();
    access.deadline(deadline);
    gateway.judge(bringsCertificate(attributes, source), access);
    access.id(http.getId());
    access.method(http.getMethod());
    access.scheme(http.getScheme());
    access.authority(http.getHost());
    access.protocol(http.getProtocol());
    target(http, access);
    Headers headers = headers(http, access);
    access.headers(headers);
    access.body(body(http, headers));
    access.peer(peer(attributes.getSource(), source, headers, access));
    access.destination(
        destination(attributes.getDestination(), attributes.getContextExtensionsMap()));
    access.contextExtensions(attributes.getContextExtensionsMap());
    access.metadata(metadata(attributes.getMetadataContext(), access));
    access.routeMetadata(metadata(attributes.getRouteMetadataContext(), access));
    return access.build();
  }

  /**
   * Path and query as sent. Envoy leaves the field {@code query} empty; what another gateway puts
   * there is not passed over.
   */
  private static void target(AttributeContext.HttpRequest http, AccessRequest.Builder access) {
    String target = http.getPath();
    if (!http.getQuery().isEmpty() && target.indexOf('?') < 0) {
      target += "?" + http.getQuery();
    }
    RequestLimits.target(target, access);
    if (!http.getQuery().isEmpty() && !target.endsWith("?" + http.getQuery())) {
      access.defect(Reason.MALFORMED_REQUEST);
    }
  }

  /**
   * The header fields. With {@code encode_raw_headers} they are in {@code header_map}, duplicates
   * apart and bytes kept; the older map merges duplicates with commas.
   */
  private static Headers headers(AttributeContext.HttpRequest http, AccessRequest.Builder access) {
    List<Header> fields = new ArrayList<>();
    if (http.getHeaderMap().getHeadersCount() > 0) {
      for (HeaderValue field : http.getHeaderMap().getHeadersList()) {
        add(field.getKey(), value(field, access), fields);
      }
    } else {
      for (Map.Entry<String, String> field : http.getHeadersMap().entrySet()) {
        add(field.getKey(), field.getValue(), fields);
      }
    }
    return RequestLimits.headers(fields, access);
  }

  /** Pseudo header fields (RFC 9113 §8.3.1) say again what the request line says. */
  private static void add(String name, String value, List<Header> fields) {
    if (!name.startsWith(":")) {
      fields.add(new Header(name, value));
    }
  }

  private static String value(HeaderValue field, AccessRequest.Builder access) {
    ByteString raw = field.getRawValue();
    if (raw.isEmpty()) {
      return field.getValue();
    }
    if (!raw.isValidUtf8()) {
      access.defect(Reason.MALFORMED_REQUEST);
      return "";
    }
    return raw.toStringUtf8();
  }

  private static RequestBody body(AttributeContext.HttpRequest http, Headers headers) {
    ByteString bytes = http.getRawBody();
    if (bytes.isEmpty()) {
      bytes = http.getBodyBytes();
    }
    boolean truncated = headers.values(PARTIAL_BODY).stream().anyMatch("true"::equalsIgnoreCase);
    return bytes.isEmpty() && !truncated
        ? RequestBody.NONE
        : new RequestBody(bytes.asReadOnlyByteBuffer(), truncated);
  }

  private static Peer peer(
      AttributeContext.Peer peer,
      CertificateSource source,
      Headers headers,
      AccessRequest.Builder access) {
    return new Peer(
        address(peer.getAddress()),
        peer.getAddress().getSocketAddress().getPortValue(),
        peer.getPrincipal(),
        chain(peer.getCertificate(), source, headers, access));
  }

  private static String chain(
      String attribute, CertificateSource source, Headers headers, AccessRequest.Builder access) {
    if (source == CertificateSource.ATTRIBUTES) {
      return certificate(attribute, access);
    }
    if (!attribute.isEmpty() && ClientCertificateHeaders.present(source, headers)) {
      access.defect(Reason.CERTIFICATE_MULTIPLE);
      return "";
    }
    return ClientCertificateHeaders.chain(source, headers, access);
  }

  /** Asked of the raw question, before anything in it can be refused for another reason. */
  private static boolean bringsCertificate(AttributeContext attributes, CertificateSource source) {
    AttributeContext.HttpRequest http = attributes.getRequest().getHttp();
    return !attributes.getSource().getCertificate().isEmpty()
        || http.getHeadersMap().keySet().stream()
            .anyMatch(name -> ClientCertificateHeaders.isOf(source, name))
        || http.getHeaderMap().getHeadersList().stream()
            .anyMatch(field -> ClientCertificateHeaders.isOf(source, field.getKey()));
  }

  /** URL-encoded PEM in which a plus is a plus. */
  private static String certificate(String encoded, AccessRequest.Builder access) {
    if (encoded.length() > RequestLimits.CERTIFICATE_LENGTH) {
      access.defect(Reason.CERTIFICATE_MALFORMED);
      return "";
    }
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformedEscape) {
      access.defect(Reason.CERTIFICATE_MALFORMED);
      return "";
    }
  }

  private static Destination destination(
      AttributeContext.Peer destination, Map<String, String> extensions) {
    return new Destination(
        extensions.getOrDefault(SERVICE, destination.getPrincipal()),
        destination.getPrincipal(),
        address(destination.getAddress()),
        destination.getAddress().getSocketAddress().getPortValue());
  }

  private static String address(Address address) {
    return IpAddresses.plain(address.getSocketAddress().getAddress());
  }

  private static JsonObject metadata(Metadata metadata, AccessRequest.Builder access) {
    try {
      return StructJson.fromStructs(metadata.getFilterMetadataMap());
    } catch (IllegalArgumentException tooLarge) {
      access.defect(Reason.MALFORMED_REQUEST);
      return JsonObject.EMPTY;
    }
  }
}
