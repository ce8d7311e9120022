package io.countersign.credentials;

import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What the Authorization header says (RFC 9110 §11.6.2). */
sealed interface Authorization {
  /** There is no such header. */
  record Absent() implements Authorization {}

  /** A token under the scheme DPoP (RFC 9449 §7.1). */
  record Dpop(String token) implements Authorization {}

  /** A token under the scheme Bearer (RFC 6750 §2.1). */
  record Bearer(String token) implements Authorization {}

  /** A workload proof token (draft-ietf-wimse-wpt §2). */
  record WorkloadProof(String token) implements Authorization {}

  /** Not one credential of a scheme we verify. */
  record Refused(Reason reason) implements Authorization {}

  /** After a comma comes a word and white space: another scheme, not a parameter of this one. */
  Pattern SECOND_SCHEME = Pattern.compile(",\\s*[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*\\s+[^\\s=,]");

  Set<String> OURS = Set.of("bearer", "dpop", "wpt");

  static Authorization of(Headers headers) {
    List<String> values = headers.values("authorization");
    if (values.isEmpty()) {
      return new Absent();
    }
    String value = values.getFirst();
    int space = value.indexOf(' ');
    String scheme = (space < 0 ? value : value.substring(0, space)).toLowerCase(Locale.ROOT);
    boolean ours = OURS.contains(scheme);
    // None of our schemes has commas, so one is a gateway's way of joining two headers.
    if (values.size() > 1
        || (ours ? value.indexOf(',') >= 0 : SECOND_SCHEME.matcher(value).find())) {
      return new Refused(Reason.MULTIPLE_AUTHORIZATION);
    }
    if (!ours) {
      return new Refused(Reason.UNSUPPORTED_SCHEME);
    }
    String token = space < 0 ? "" : value.substring(space).strip();
    return switch (scheme) {
      case "dpop" -> new Dpop(token);
      case "wpt" -> new WorkloadProof(token);
      default -> new Bearer(token);
    };
  }
}
