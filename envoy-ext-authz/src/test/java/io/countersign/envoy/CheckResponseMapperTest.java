package io.countersign.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.rpc.Code;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Decision;
import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.QueryParameter;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckResponseMapperTest {
  private static final String ID = ScriptedDecider.ID.value();
  private static final Sha256 BUNDLE = Sha256.of(new byte[0]);
  private static final Decision.Summary SUMMARY =
      new Decision.Summary(ScriptedDecider.ID, "spiffe://prod.example/a", "team-a", BUNDLE);

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonIsADenialThatTellsTheClientNoMoreThanItsKind(Reason reason) {
    CheckResponse response = denied(reason, Effects.NONE);
    assertTrue(response.hasStatus());
    assertFalse(response.getStatus().getCode() == Code.OK_VALUE);
    assertEquals("", response.getStatus().getMessage());
    assertEquals(reason.status(), response.getDeniedResponse().getStatus().getCodeValue());
    String shown = response.getDeniedResponse().toString();
    assertFalse(shown.contains(reason.name()), shown);
    assertFalse(shown.contains(reason.sentence()), shown);
    assertFalse(shown.contains("spiffe://"), shown);
    assertEquals(reason.name(), ours(response.getDynamicMetadata(), "reason"));
  }

  @Test
  void denialHasChallengeIdAndProblem() {
    CheckResponse response = denied(Reason.NO_CREDENTIAL, Effects.NONE);
    assertEquals(Code.UNAUTHENTICATED_VALUE, response.getStatus().getCode());
    assertEquals(
        List.of(
            ScriptedDecider.CHALLENGE,
            new Header("x-countersign-decision", ID),
            new Header("cache-control", "no-store"),
            new Header("content-type", "application/problem+json")),
        fields(response.getDeniedResponse().getHeadersList()));
  }

  @Test
  void policyMayRedirectADenialButNotForgeItsId() {
    Effects effects =
        effects(
            List.of(),
            List.of(),
            List.of(
                new Header("location", "https://login.example/"),
                new Header("Cache-Control", "private"),
                new Header("X-Countersign-Decision", "forged")),
            302,
            "");
    CheckResponse response = denied(Reason.NO_CREDENTIAL, effects);
    assertEquals(302, response.getDeniedResponse().getStatus().getCodeValue());
    assertEquals(
        List.of(
            ScriptedDecider.CHALLENGE,
            new Header("x-countersign-decision", ID),
            new Header("location", "https://login.example/"),
            new Header("cache-control", "private"),
            new Header("content-type", "application/problem+json")),
        fields(response.getDeniedResponse().getHeadersList()));
  }

  @Test
  void policysBodyHasNoContentTypeOfOurs() {
    CheckResponse response =
        denied(Reason.NO_GRANT, effects(List.of(), List.of(), List.of(), 0, "no"));
    assertEquals("no", response.getDeniedResponse().getBody());
    assertFalse(response.getDeniedResponse().toString().contains("content-type"));
  }

  @Test
  void evidenceOfThisInstallationDoesNotReachTheUpstream() {
    CheckResponse response =
        CheckResponseMapper.map(
            new Decision.Allow(SUMMARY, Effects.NONE),
            Headers.of(new Header("X_Evidence", "a"), new Header("x-other", "b")),
            CredentialHeaders.and(Set.of("x-evidence")));
    assertEquals(List.of("x_evidence"), response.getOkResponse().getHeadersToRemoveList());
  }

  @Test
  void fieldsOfOursThatTheClientSentAreRemoved() {
    Headers incoming =
        Headers.of(
            new Header("X-Countersign-Decision", "forged"),
            new Header("X-COUNTERSIGN-Approval", "x"),
            new Header("x-countersign-approval", "y"),
            new Header("x_countersign_service", "z"),
            new Header("x-countersign-role", "admin"),
            new Header("x-countersigned", "w"));
    Effects effects =
        effects(
            List.of(new Header("x-countersign-role", "reader")),
            List.of("Authorization", "x-countersign-decision"),
            List.of(),
            0,
            "");
    OkHttpResponse ok = allowed(effects, incoming).getOkResponse();
    // Envoy removes after it sets: what is set must not be among what is removed.
    assertEquals(
        Set.of("authorization", "x-countersign-approval", "x_countersign_service"),
        Set.copyOf(ok.getHeadersToRemoveList()));
    assertEquals(
        List.of(
            new Header("x-countersign-role", "reader"), new Header("x-countersign-decision", ID)),
        fields(ok.getHeadersList()));
  }

  @Test
  void requestHeadersReplaceAndOursIsLast() {
    Effects effects =
        effects(
            List.of(new Header("x-role", "a"), new Header("x-countersign-decision", "forged")),
            List.of(),
            List.of(),
            0,
            "");
    OkHttpResponse ok = allowed(effects, Headers.EMPTY).getOkResponse();
    assertEquals(new Header("x-countersign-decision", ID), fields(ok.getHeadersList()).getLast());
    for (HeaderValueOption option : ok.getHeadersList()) {
      assertEquals(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD, option.getAppendAction());
    }
  }

  @Test
  void allowedAnswerHasStatusAndPolicysResponseHeaders() {
    Effects effects =
        effects(
            List.of(), List.of(), List.of(new Header("x-a", "1"), new Header("x-a", "2")), 0, "");
    CheckResponse response = allowed(effects, Headers.EMPTY);
    assertTrue(response.hasStatus());
    assertEquals(Code.OK_VALUE, response.getStatus().getCode());
    assertEquals(
        List.of(new Header("x-a", "1"), new Header("x-a", "2")),
        fields(response.getOkResponse().getResponseHeadersToAddList()));
  }

  @Test
  void queryParameterCannotBeginAnother() {
    Effects effects =
        new Effects(
            List.of(),
            List.of(),
            List.of(),
            List.of(new QueryParameter("Te nant", "a&admin=1+2#")),
            List.of("Debug", "a=b"),
            JsonObject.EMPTY,
            0,
            "",
            JsonObject.EMPTY);
    OkHttpResponse ok = allowed(effects, Headers.EMPTY).getOkResponse();
    assertEquals("Te%20nant", ok.getQueryParametersToSet(0).getKey());
    assertEquals("a%26admin%3D1%2B2%23", ok.getQueryParametersToSet(0).getValue());
    assertEquals(List.of("Debug", "a%3Db"), ok.getQueryParametersToRemoveList());
  }

  @Test
  void metadataOfPolicyCannotReplaceOurs() {
    JsonObject policys =
        JsonObject.builder().put("zone", "b").put("countersign.decision", "forged").build();
    Effects effects =
        new Effects(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            policys,
            0,
            "",
            JsonObject.EMPTY);
    Struct metadata = allowed(effects, Headers.EMPTY).getDynamicMetadata();
    assertEquals("b", metadata.getFieldsOrThrow("zone").getStringValue());
    assertEquals(ID, ours(metadata, "id"));
    assertEquals("spiffe://prod.example/a", ours(metadata, "subject"));
    assertEquals("team-a", ours(metadata, "owner"));
    assertEquals("ALLOWED", ours(metadata, "reason"));
    assertEquals(BUNDLE.hex(), ours(metadata, "bundle"));
  }

  @Test
  void whatIsUnknownIsAbsentFromTheMetadata() {
    Decision.Summary nobody = new Decision.Summary(ScriptedDecider.ID, null, null, null);
    CheckResponse response =
        CheckResponseMapper.map(
            new Decision.Deny(nobody, Reason.INTERNAL_ERROR, List.of(), Effects.NONE),
            Headers.EMPTY,
            CredentialHeaders.KNOWN);
    assertEquals(
        Set.of("id", "reason"),
        response
            .getDynamicMetadata()
            .getFieldsOrThrow("countersign.decision")
            .getStructValue()
            .getFieldsMap()
            .keySet());
  }

  private static CheckResponse denied(Reason reason, Effects effects) {
    return CheckResponseMapper.map(
        new Decision.Deny(SUMMARY, reason, List.of(ScriptedDecider.CHALLENGE), effects),
        Headers.EMPTY,
        CredentialHeaders.KNOWN);
  }

  private static CheckResponse allowed(Effects effects, Headers incoming) {
    return CheckResponseMapper.map(
        new Decision.Allow(SUMMARY, effects), incoming, CredentialHeaders.KNOWN);
  }

  private static Effects effects(
      List<Header> set, List<String> remove, List<Header> answer, int status, String body) {
    return new Effects(
        set,
        remove,
        answer,
        List.of(),
        List.of(),
        JsonObject.EMPTY,
        status,
        body,
        JsonObject.EMPTY);
  }

  private static String ours(Struct metadata, String name) {
    return metadata
        .getFieldsOrThrow("countersign.decision")
        .getStructValue()
        .getFieldsOrThrow(name)
        .getStringValue();
  }

  private static List<Header> fields(List<HeaderValueOption> options) {
    return options.stream()
        .map(option -> new Header(option.getHeader().getKey(), option.getHeader().getValue()))
        .toList();
  }
}
