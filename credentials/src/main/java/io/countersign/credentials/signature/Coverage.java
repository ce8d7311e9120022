package io.countersign.credentials.signature;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Headers;
import java.util.List;
import java.util.Set;

/** What a signature must cover, so that nobody else can use it for another request. */
final class Coverage {
  /**
   * Fields that say who asks. Without them covered, a stranger could put another's token beside an
   * agent's signature, or an agent's signature beside another token
   * (draft-ietf-wimse-http-signature §3).
   */
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "txn-token", "workload-identity-token");

  /** Who an agent says it is; a directory's agents must cover it when they send it. */
  private static final String SIGNATURE_AGENT = "signature-agent";

  private Coverage() {}

  static boolean isEnough(List<Component> covered, AccessRequest request, boolean needsContent) {
    return hasDerived(covered, "@method")
        && coversTarget(covered, request)
        && coversCredentials(covered, request.headers())
        && (!needsContent || coversContent(covered));
  }

  /** Host, path and query: all in one, or each by itself. */
  private static boolean coversTarget(List<Component> covered, AccessRequest request) {
    if (hasDerived(covered, "@target-uri")) {
      return true;
    }
    boolean path =
        hasDerived(covered, "@request-target")
            || (hasDerived(covered, "@path")
                && (request.query().isEmpty() || hasDerived(covered, "@query")));
    return path && hasDerived(covered, "@authority");
  }

  private static boolean coversCredentials(List<Component> covered, Headers headers) {
    for (String field : CREDENTIALS) {
      if (!headers.values(field).isEmpty() && !hasField(covered, field)) {
        return false;
      }
    }
    return headers.values(SIGNATURE_AGENT).isEmpty()
        || covered.stream().anyMatch(component -> component.name().equals(SIGNATURE_AGENT));
  }

  static boolean coversContent(List<Component> covered) {
    return hasField(covered, ContentDigest.FIELD);
  }

  private static boolean hasDerived(List<Component> covered, String name) {
    return covered.stream().anyMatch(component -> component.name().equals(name));
  }

  private static boolean hasField(List<Component> covered, String name) {
    return covered.stream()
        .anyMatch(component -> component.isWholeField() && component.name().equals(name));
  }
}
