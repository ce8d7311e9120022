package io.countersign.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Reason;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StructJsonTest {

  @Test
  void metadataTooDeepIsADefect() {
    assertEquals(Reason.MALFORMED_REQUEST, withMetadata(nested(17)).defect());
    assertNull(withMetadata(nested(15)).defect());
  }

  @Test
  void metadataTooLargeIsADefect() {
    assertEquals(Reason.MALFORMED_REQUEST, withMetadata(list(1_024)).defect());
    assertNull(withMetadata(list(1_023)).defect());
  }

  @Test
  void defectiveRouteMetadataIsADefectToo() {
    AttributeContext.Builder context = AttributeContext.newBuilder();
    context.setRouteMetadataContext(metadata(nested(17)));
    AccessRequest request = map(context);
    assertEquals(Reason.MALFORMED_REQUEST, request.defect());
    assertEquals(JsonObject.EMPTY, request.routeMetadata());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void numberThatJsonDoesNotHaveIsNull(double number) {
    AccessRequest request = withMetadata(Value.newBuilder().setNumberValue(number).build());
    assertEquals("{\"filter\":{\"a\":null}}", CanonicalJson.text(request.metadata()));
  }

  @Test
  void everyKindIsTaken() {
    Struct struct =
        Struct.newBuilder()
            .putFields("null", Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build())
            .putFields("unset", Value.getDefaultInstance())
            .putFields("bool", Value.newBuilder().setBoolValue(true).build())
            .putFields("number", Value.newBuilder().setNumberValue(1.5).build())
            .putFields("string", Value.newBuilder().setStringValue("ä").build())
            .putFields("list", list(1))
            .putFields("struct", nested(1))
            .build();
    JsonObject json = StructJson.fromStructs(Map.of("filter", struct));
    assertEquals(
        "{\"filter\":{\"bool\":true,\"list\":[true],\"null\":null,\"number\":1.5,\"string\":\"ä\","
            + "\"struct\":{\"a\":true},\"unset\":null}}",
        CanonicalJson.text(json));
    JsonObject back =
        StructJson.fromStructs(
            StructJson.toStruct(json).getFieldsMap().entrySet().stream()
                .collect(
                    java.util.stream.Collectors.toMap(
                        Map.Entry::getKey, field -> field.getValue().getStructValue())));
    assertEquals(json, back);
  }

  private static AccessRequest withMetadata(Value value) {
    return map(AttributeContext.newBuilder().setMetadataContext(metadata(value)));
  }

  private static AccessRequest map(AttributeContext.Builder context) {
    return CheckRequestMapper.map(
        CheckRequest.newBuilder().setAttributes(context).build(),
        CertificateSource.ATTRIBUTES,
        null,
        GatewayAuthentication.Verdict.GATEWAY);
  }

  private static Metadata metadata(Value value) {
    Struct struct = Struct.newBuilder().putFields("a", value).build();
    return Metadata.newBuilder().putFilterMetadata("filter", struct).build();
  }

  private static Value nested(int depth) {
    Value value = Value.newBuilder().setBoolValue(true).build();
    for (int i = 0; i < depth; i++) {
      value = Value.newBuilder().setStructValue(Struct.newBuilder().putFields("a", value)).build();
    }
    return value;
  }

  private static Value list(int length) {
    ListValue.Builder list = ListValue.newBuilder();
    for (int i = 0; i < length; i++) {
      list.addValues(Value.newBuilder().setBoolValue(true));
    }
    return Value.newBuilder().setListValue(list).build();
  }
}
