package io.countersign.decision;

import io.countersign.decision.json.JsonObject;
import java.util.List;

/**
 * What policy wants done beside allowing or denying.
 *
 * @param requestHeaders set on the request to the upstream, replacing what was there
 * @param requestHeadersToRemove lower-case names
 * @param responseHeaders added to the answer to the client
 * @param queryParametersToSet name and value, replacing what was there
 * @param dynamicMetadata for the gateway's log and later filters
 * @param deniedStatus the denial's HTTP status, 300 to 599 (a redirect sends a person to a login);
 *     0 leaves it to the reason
 * @param deniedBody the denial's body; empty leaves it to the reason
 * @param obligations the policy's own words to the enforcement point
 */
public record Effects(
    List<Header> requestHeaders,
    List<String> requestHeadersToRemove,
    List<Header> responseHeaders,
    List<QueryParameter> queryParametersToSet,
    List<String> queryParametersToRemove,
    JsonObject dynamicMetadata,
    int deniedStatus,
    String deniedBody,
    JsonObject obligations) {
  public static final Effects NONE =
      new Effects(
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          JsonObject.EMPTY,
          0,
          "",
          JsonObject.EMPTY);

  public Effects {
    requestHeaders = List.copyOf(requestHeaders);
    requestHeadersToRemove = List.copyOf(requestHeadersToRemove);
    responseHeaders = List.copyOf(responseHeaders);
    queryParametersToSet = List.copyOf(queryParametersToSet);
    queryParametersToRemove = List.copyOf(queryParametersToRemove);
    if (deniedStatus != 0 && (deniedStatus < 300 || deniedStatus > 599)) {
      throw new IllegalArgumentException("a denial has a status from 300 to 599");
    }
  }
}
