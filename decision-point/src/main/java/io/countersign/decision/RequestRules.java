package io.countersign.decision;

import java.util.Optional;

/** The checks that a request must pass before anybody looks at its credentials. */
public record RequestRules(PathRules paths) {

  /** Why the request is refused; empty when it may be decided on its merits. */
  Optional<Reason> refusal(AccessRequest request) {
    if (request.defect() != null) {
      return Optional.of(request.defect());
    }
    if (request.method().isEmpty()
        || request.authority().isEmpty()
        || !isPath(request.path(), request.method())) {
      return Optional.of(Reason.MALFORMED_REQUEST);
    }
    if (paths.refuses(request.path())) {
      return Optional.of(Reason.AMBIGUOUS_PATH);
    }
    if (QueryString.hasCredential(request.query())) {
      return Optional.of(Reason.CREDENTIAL_IN_QUERY);
    }
    return Optional.empty();
  }

  /** Origin form (RFC 9112 §3.2.1), or the asterisk form that OPTIONS alone has (§3.2.4). */
  private static boolean isPath(String path, String method) {
    return path.startsWith("/") || (path.equals("*") && method.equals("OPTIONS"));
  }
}
