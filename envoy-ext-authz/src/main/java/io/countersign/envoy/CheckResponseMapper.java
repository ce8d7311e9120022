package io.countersign.envoy;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Decision;
import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.core.v3.QueryParameter;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A {@link Decision} as Envoy's {@code CheckResponse}; {@code status} is always set. */
final class CheckResponseMapper {
  private CheckResponseMapper() {}

  /**
   * @param incoming the request's header fields, of which those that are for us alone are removed
   * @param credentials says which those are
   */
  static CheckResponse map(Decision decision, Headers incoming, CredentialHeaders credentials) {
    CheckResponse.Builder response =
        CheckResponse.newBuilder()
            .setDynamicMetadata(StructJson.toStruct(Answer.metadata(decision)));
    return switch (decision) {
      case Decision.Allow allow ->
          response
              .setStatus(Status.newBuilder().setCode(Code.OK_VALUE))
              .setOkResponse(allowed(allow, incoming, credentials))
              .build();
      case Decision.Deny deny ->
          response
              .setStatus(Status.newBuilder().setCode(code(deny)))
              .setDeniedResponse(denied(deny))
              .build();
    };
  }

  private static OkHttpResponse allowed(
      Decision.Allow decision, Headers incoming, CredentialHeaders credentials) {
    OkHttpResponse.Builder ok = OkHttpResponse.newBuilder();
    Effects effects = decision.effects();
    effects.requestHeaders().forEach(header -> ok.addHeaders(overwriting(header)));
    ok.addHeaders(overwriting(Answer.decisionHeader(decision)));
    ok.addAllHeadersToRemove(Answer.headersToRemove(decision, incoming, credentials));
    Answer.responseHeaders(decision)
        .forEach(header -> ok.addResponseHeadersToAdd(appending(header)));
    effects.queryParametersToSet().forEach(one -> ok.addQueryParametersToSet(encoded(one)));
    effects.queryParametersToRemove().forEach(name -> ok.addQueryParametersToRemove(encoded(name)));
    return ok.build();
  }

  /** Envoy writes them into the query as they are, so that an ampersand would begin another. */
  private static QueryParameter.Builder encoded(io.countersign.decision.QueryParameter parameter) {
    return QueryParameter.newBuilder()
        .setKey(encoded(parameter.name()))
        .setValue(encoded(parameter.value()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static DeniedHttpResponse denied(Decision.Deny decision) {
    DeniedHttpResponse.Builder denied =
        DeniedHttpResponse.newBuilder()
            .setStatus(HttpStatus.newBuilder().setCodeValue(decision.status()))
            .setBody(Answer.deniedBody(decision));
    Answer.deniedHeaders(decision).forEach(header -> denied.addHeaders(appending(header)));
    return denied.build();
  }

  private static int code(Decision.Deny decision) {
    return switch (decision.status()) {
      case 401 -> Code.UNAUTHENTICATED_VALUE;
      case 503 -> Code.UNAVAILABLE_VALUE;
      default -> Code.PERMISSION_DENIED_VALUE;
    };
  }

  private static HeaderValueOption.Builder overwriting(Header header) {
    return option(header, HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD);
  }

  private static HeaderValueOption.Builder appending(Header header) {
    return option(header, HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD);
  }

  private static HeaderValueOption.Builder option(Header header, HeaderAppendAction action) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(header.name()).setValue(header.value()))
        .setAppendAction(action);
  }
}
