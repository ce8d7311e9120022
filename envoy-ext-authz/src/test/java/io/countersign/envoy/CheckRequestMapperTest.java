package io.countersign.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Destination;
import io.countersign.decision.Header;
import io.countersign.decision.Peer;
import io.countersign.decision.Reason;
import io.countersign.decision.RequestBody;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext.HttpRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckRequestMapperTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void whatCannotBeReadInOneWayIsADefect(
      String what, Reason reason, Consumer<AttributeContext.Builder> change) {
    assertEquals(reason, map(change).defect(), what);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refused("bytes that are no UTF-8", raw("a", new byte[] {'x', (byte) 0xFF})),
        refused("overlong UTF-8", raw("a", new byte[] {(byte) 0xC0, (byte) 0xAF})),
        refused("a NUL", raw("a", new byte[] {'x', 0})),
        refused(
            "a line end", raw("a", "x\r\nauthorization: y".getBytes(StandardCharsets.US_ASCII))),
        refused("a line end in the merged form", http -> http.putHeaders("a", "x\ny")),
        refused("257 fields", fields(257, "v")),
        refused("257 fields in the merged form", merged(257)),
        refused("a field too large", fields(1, "v".repeat(RequestLimits.HEADER_BYTES))),
        refused("fields too large together", fields(256, "v".repeat(512))),
        refused("a fragment", http -> http.setPath("/a#b")),
        refused("a fragment in the query", http -> http.setPath("/a?b#c")),
        refused("a target too long", http -> http.setPath("/" + "a".repeat(16 * 1024))),
        refused("two different queries", http -> http.setPath("/a?b=1").setQuery("b=2")),
        Arguments.of(
            "a certificate with a malformed escape",
            Reason.CERTIFICATE_MALFORMED,
            certificate("-----BEGIN%ZZ")),
        Arguments.of(
            "a certificate with a cut escape", Reason.CERTIFICATE_MALFORMED, certificate("a%0")),
        Arguments.of(
            "a certificate with a signed escape", Reason.CERTIFICATE_MALFORMED, certificate("%-1")),
        Arguments.of(
            "a certificate too long",
            Reason.CERTIFICATE_MALFORMED,
            certificate("a".repeat(RequestLimits.CERTIFICATE_LENGTH + 1))));
  }

  private static Arguments refused(String what, Consumer<HttpRequest.Builder> change) {
    Consumer<AttributeContext.Builder> in =
        context -> change.accept(context.getRequestBuilder().getHttpBuilder());
    return Arguments.of(what, Reason.MALFORMED_REQUEST, in);
  }

  private static Consumer<HttpRequest.Builder> raw(String name, byte[] value) {
    return http -> http.getHeaderMapBuilder().addHeaders(field(name, value));
  }

  private static Consumer<HttpRequest.Builder> fields(int count, String value) {
    return http -> {
      for (int i = 0; i < count; i++) {
        raw("a", value.getBytes(StandardCharsets.US_ASCII)).accept(http);
      }
    };
  }

  private static Consumer<HttpRequest.Builder> merged(int count) {
    return http -> {
      for (int i = 0; i < count; i++) {
        http.putHeaders("a" + i, "v");
      }
    };
  }

  private static Consumer<AttributeContext.Builder> certificate(String text) {
    return context -> context.getSourceBuilder().setCertificate(text);
  }

  @Test
  void certificateInAttributesAndHeaderIsOneTooMany() {
    assertEquals(
        Reason.CERTIFICATE_MULTIPLE, asked(GatewayAuthentication.Verdict.GATEWAY, "a").defect());
    assertEquals(
        Reason.CERTIFICATE_MALFORMED, asked(GatewayAuthentication.Verdict.GATEWAY, "").defect());
  }

  @Test
  void whoIsNoGatewayIsSaidBeforeAnythingElseIsWrong() {
    assertEquals(
        Reason.GATEWAY_UNAUTHENTICATED,
        asked(GatewayAuthentication.Verdict.ANONYMOUS, "a").defect());
    assertEquals(
        Reason.GATEWAY_UNAUTHENTICATED,
        asked(GatewayAuthentication.Verdict.ANONYMOUS, "").defect());
    assertEquals(
        Reason.GATEWAY_UNAUTHENTICATED, asked(GatewayAuthentication.Verdict.REFUSED, "").defect());
  }

  private static AccessRequest asked(GatewayAuthentication.Verdict gateway, String attribute) {
    AttributeContext.Builder context = AttributeContext.newBuilder();
    context.getSourceBuilder().setCertificate(attribute);
    context.getRequestBuilder().getHttpBuilder().putHeaders("ssl-client-cert", "x");
    return CheckRequestMapper.map(
        CheckRequest.newBuilder().setAttributes(context).build(),
        CertificateSource.SSL_CLIENT_CERT,
        null,
        gateway);
  }

  @Test
  void emptyQuestionIsMappedWithoutDefectSoThatTheRulesRefuseIt() {
    AccessRequest empty =
        CheckRequestMapper.map(
            CheckRequest.getDefaultInstance(),
            CertificateSource.ATTRIBUTES,
            null,
            GatewayAuthentication.Verdict.GATEWAY);
    assertEquals(AccessRequest.builder().build(), empty);
  }

  @Test
  void everyFieldIsTaken() {
    Instant deadline = Instant.parse("2026-01-02T03:04:05Z");
    AttributeContext.Builder context = AttributeContext.newBuilder();
    context
        .getSourceBuilder()
        .setAddress(socket("10.1.2.3", 4711))
        .setPrincipal("spiffe://prod.example/a")
        .setCertificate("pem");
    context
        .getDestinationBuilder()
        .setAddress(socket("10.9.9.9", 8443))
        .setPrincipal("spiffe://prod.example/gateway");
    context
        .getRequestBuilder()
        .getHttpBuilder()
        .setId("17")
        .setMethod("pOsT")
        .setScheme("https")
        .setHost("Orders.example:8443")
        .setPath("/a%2Fb//./c?x=1?y=2")
        .setProtocol("HTTP/2")
        .setBody("{}")
        .putHeaders("accept", "text/plain");
    context.putContextExtensions("service", "orders").putContextExtensions("zone", "b");
    AccessRequest request =
        CheckRequestMapper.map(
            CheckRequest.newBuilder().setAttributes(context).build(),
            CertificateSource.ATTRIBUTES,
            deadline,
            GatewayAuthentication.Verdict.GATEWAY);

    assertNull(request.defect());
    assertEquals("17", request.id());
    assertEquals("pOsT", request.method());
    assertEquals("https", request.scheme());
    assertEquals("Orders.example:8443", request.authority());
    assertEquals("/a%2Fb//./c", request.path());
    assertEquals("x=1?y=2", request.query());
    assertEquals("HTTP/2", request.protocol());
    assertEquals(List.of(new Header("accept", "text/plain")), request.headers().fields());
    assertEquals(new Peer("10.1.2.3", 4711, "spiffe://prod.example/a", "pem"), request.peer());
    assertEquals(
        new Destination("orders", "spiffe://prod.example/gateway", "10.9.9.9", 8443),
        request.destination());
    assertEquals("{}", text(request.body()));
    assertEquals(Map.of("service", "orders", "zone", "b"), request.contextExtensions());
    assertEquals(deadline, request.deadline());
  }

  @Test
  void destinationWithoutTheExtensionIsItsPrincipal() {
    AccessRequest request =
        map(context -> context.getDestinationBuilder().setPrincipal("spiffe://prod.example/gw"));
    assertEquals("spiffe://prod.example/gw", request.destination().service());
  }

  @Test
  void fragmentIsKeptForTheRecord() {
    assertEquals("/a#b", http(http -> http.setPath("/a#b")).path());
  }

  @Test
  void queryThatStandsApartIsNotLost() {
    AccessRequest apart = http(http -> http.setPath("/a").setQuery("access_token=x"));
    assertNull(apart.defect());
    assertEquals("access_token=x", apart.query());
    AccessRequest twice = http(http -> http.setPath("/a?b=1").setQuery("b=1"));
    assertNull(twice.defect());
    assertEquals("b=1", twice.query());
  }

  @Test
  void headerMapGoesBeforeTheMergedHeadersAndKeepsDuplicates() {
    AccessRequest request =
        http(http ->
            http.putHeaders("authorization", "one,two")
                .setHeaderMap(
                    HeaderMap.newBuilder()
                        .addHeaders(field(":path", bytes("/")))
                        .addHeaders(field("authorization", bytes("one")))
                        .addHeaders(field("Authorization", bytes("two")))
                        .addHeaders(HeaderValue.newBuilder().setKey("plain").setValue("text"))
                        .addHeaders(field("name", bytes("käse\t")))));
    assertNull(request.defect());
    assertEquals(
        List.of(
            new Header("authorization", "one"),
            new Header("authorization", "two"),
            new Header("plain", "text"),
            new Header("name", "käse\t")),
        request.headers().fields());
  }

  @Test
  void emptyHeaderMapHidesNoMergedHeaders() {
    AccessRequest request =
        http(http ->
            http.putHeaders("authorization", "one").setHeaderMap(HeaderMap.getDefaultInstance()));
    assertEquals(List.of("one"), request.headers().values("authorization"));
  }

  @Test
  void pseudoFieldsAreNoFields() {
    AccessRequest request = http(http -> http.putHeaders(":authority", "a").putHeaders("b", "c"));
    assertEquals(List.of(new Header("b", "c")), request.headers().fields());
  }

  @Test
  void limitsAreInclusive() {
    assertNull(http(fields(256, "v")).defect());
    assertNull(http(fields(256, "v".repeat(511))).defect());
    assertNull(http(http -> http.setPath("/" + "a".repeat(16 * 1024 - 1))).defect());
  }

  @ParameterizedTest
  @CsvSource({
    "AB+C%3D%0A, 'AB+C=\n'",
    "AB%2BC, AB+C",
    "a%20b, a b",
    "'', ''",
  })
  void plusInACertificateIsAPlus(String encoded, String pem) {
    AccessRequest request = map(certificate(encoded));
    assertNull(request.defect());
    assertEquals(pem, request.peer().certificateChain());
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.3",
    "::ffff:10.1.2.3, 10.1.2.3",
    "::FFFF:a01:203, 10.1.2.3",
    "0:0:0:0:0:ffff:10.1.2.3, 10.1.2.3",
    "2001:db8::1, 2001:db8::1",
    "::1, ::1",
    "fe80::1%nowhere, fe80::1%nowhere",
    "not:an:address, not:an:address",
    "'', ''",
  })
  void mappedAddressIsAnIpv4Address(String sent, String address) {
    AccessRequest request = map(context -> context.getSourceBuilder().setAddress(socket(sent, 1)));
    assertEquals(address, request.peer().address());
  }

  @Test
  void pipeHasNoAddress() {
    Address pipe = Address.newBuilder().setPipe(Pipe.newBuilder().setPath("/run/a")).build();
    AccessRequest request =
        map(context -> {
          context.getSourceBuilder().setAddress(pipe);
          context.getDestinationBuilder().setAddress(pipe);
        });
    assertEquals(Peer.UNKNOWN, request.peer());
    assertEquals(Destination.UNKNOWN, request.destination());
  }

  @Test
  void bodyIsTakenFromEitherField() {
    byte[] bytes = {0, (byte) 0xFF, 1};
    AccessRequest packed = http(http -> http.setRawBody(ByteString.copyFrom(bytes)));
    assertEquals(ByteString.copyFrom(bytes), ByteString.copyFrom(packed.body().toBytes()));
    assertEquals("käse", text(http(http -> http.setBody("käse")).body()));
    assertTrue(http(http -> {}).body().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "TRUE"})
  void cutBodyIsMarkedAndClientCannotUnmarkIt(String partial) {
    AccessRequest request =
        http(http ->
            http.setBody("{")
                .setHeaderMap(
                    HeaderMap.newBuilder()
                        .addHeaders(field("x-envoy-auth-partial-body", bytes("false")))
                        .addHeaders(field("x-envoy-auth-partial-body", bytes(partial)))));
    assertTrue(request.body().truncated());
  }

  private static AccessRequest http(Consumer<HttpRequest.Builder> change) {
    return map(context -> change.accept(context.getRequestBuilder().getHttpBuilder()));
  }

  private static AccessRequest map(Consumer<AttributeContext.Builder> change) {
    AttributeContext.Builder context = AttributeContext.newBuilder();
    context.getRequestBuilder().getHttpBuilder().setMethod("GET").setHost("a").setPath("/");
    change.accept(context);
    return CheckRequestMapper.map(
        CheckRequest.newBuilder().setAttributes(context).build(),
        CertificateSource.ATTRIBUTES,
        null,
        GatewayAuthentication.Verdict.GATEWAY);
  }

  private static HeaderValue field(String name, byte[] value) {
    return HeaderValue.newBuilder().setKey(name).setRawValue(ByteString.copyFrom(value)).build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(RequestBody body) {
    return new String(body.toBytes(), StandardCharsets.UTF_8);
  }

  private static Address socket(String address, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(port))
        .build();
  }
}
