package io.countersign.credentials;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a refusal tells the client (RFC 9449 §7.1, RFC 6750 §3): never more than those allow. */
final class Challenges {
  private static final String FIELD = "WWW-Authenticate";
  private static final String ALGORITHMS =
      Arrays.stream(JwsAlgorithm.values())
          .map(JwsAlgorithm::code)
          .collect(Collectors.joining(" ", "algs=\"", "\""));

  private Challenges() {}

  /**
   * The header fields for a refusal.
   *
   * @param bearerPossible whether some issuer's tokens may come without a binding
   * @param asBearer whether the token came under Bearer
   */
  static List<Header> of(Reason reason, boolean bearerPossible, boolean asBearer) {
    if (reason.status() != 401) {
      return List.of();
    }
    String error = error(reason).map(code -> "error=\"" + code + "\", ").orElse("");
    List<Header> challenges = new ArrayList<>();
    challenges.add(new Header(FIELD, "DPoP " + error + ALGORITHMS));
    if (reason.name().startsWith("WIT_") || reason.name().startsWith("WPT_")) {
      challenges.add(new Header(FIELD, "WPT")); // draft-ietf-wimse-wpt, "Error Conditions"
    }
    if (bearerPossible) {
      boolean told = asBearer && !error.isEmpty() && reason != Reason.TOKEN_BOUND_AS_BEARER;
      challenges.add(new Header(FIELD, told ? "Bearer error=\"invalid_token\"" : "Bearer"));
    }
    return List.copyOf(challenges);
  }

  /** The nonce for the next proof (RFC 9449 §9), which no cache may hand to somebody else. */
  static List<Header> nonce(String nonce) {
    return List.of(new Header("DPoP-Nonce", nonce), new Header("Cache-Control", "no-store"));
  }

  /** Empty when no token was judged (RFC 6750 §3.1). */
  private static Optional<String> error(Reason reason) {
    String name = reason.name();
    if (reason == Reason.DPOP_NONCE_REQUIRED) {
      return Optional.of("use_dpop_nonce");
    }
    if (reason == Reason.DPOP_KEY_MISMATCH
        || reason == Reason.CERTIFICATE_MISSING
        || reason == Reason.CERTIFICATE_MISMATCH
        || reason == Reason.SUBJECT_MISMATCH
        || reason == Reason.ISSUER_UNAVAILABLE
        || name.startsWith("TOKEN_")) {
      return Optional.of("invalid_token"); // RFC 9449 figure 16, RFC 8705 §3
    }
    return name.startsWith("DPOP_") ? Optional.of("invalid_dpop_proof") : Optional.empty();
  }
}
