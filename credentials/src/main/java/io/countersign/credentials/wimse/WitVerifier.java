package io.countersign.credentials.wimse;

import io.countersign.credentials.jose.Audience;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.JwtFault;
import io.countersign.credentials.x509.SpiffeId;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Reason;
import io.countersign.decision.SubjectId;
import io.countersign.decision.TokenFacts;
import io.countersign.decision.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies the workload identity token that a request brings (draft-ietf-wimse-workload-creds §3).
 * Safe for use by many threads.
 */
public final class WitVerifier {
  /** Where it stands. */
  public static final String HEADER = "workload-identity-token";

  private static final Set<String> TYPES = Set.of("wit+jwt");
  private static final int MAX_TEXT = 2048;
  private static final List<String> TEXTS = List.of("iss", "sub", "jti");

  private final Map<String, WitIssuer> issuers;
  private final JwtCheck check;

  /**
   * Accepts tokens of these issuers; without any, every token is refused.
   *
   * @throws IllegalArgumentException when one issuer is given twice
   */
  public WitVerifier(Collection<WitIssuer> issuers, JwtCheck check) {
    Map<String, WitIssuer> byName = new HashMap<>();
    for (WitIssuer issuer : issuers) {
      if (byName.put(issuer.issuer(), issuer) != null) {
        throw new IllegalArgumentException("issuer " + issuer.issuer() + " is given twice");
      }
    }
    this.issuers = Map.copyOf(byName);
    this.check = check;
  }

  /** Verifies the token by itself; that its holder sent the request is another matter. */
  public WitOutcome verify(AccessRequest request, Instant now) {
    List<String> headers = request.headers().values(HEADER);
    if (headers.isEmpty()) {
      return new WitOutcome.Absent();
    }
    // A comma never stands in a token: it is a gateway's list.
    if (headers.size() > 1 || headers.getFirst().indexOf(',') >= 0) {
      return new WitOutcome.Refused(Reason.WIT_MULTIPLE, null);
    }
    CompactJws token = CompactJws.parse(headers.getFirst()).orElse(null);
    return token == null ? new WitOutcome.Refused(Reason.WIT_MALFORMED, null) : verify(token, now);
  }

  private WitOutcome verify(CompactJws token, Instant now) {
    TokenFacts facts = facts(token);
    if (!areWellFormed(token.claims())) {
      return new WitOutcome.Refused(Reason.WIT_MALFORMED, facts);
    }
    WitIssuer issuer = issuers.get(facts.issuer());
    if (issuer == null) {
      return new WitOutcome.Refused(Reason.WIT_UNKNOWN_ISSUER, facts);
    }
    JwtCheck.Outcome outcome =
        check.signature(token, TYPES, issuer.algorithms(), issuer.keys(), now);
    return switch (outcome) {
      case JwtCheck.Outcome.Refused refused ->
          new WitOutcome.Refused(reason(refused.fault()), facts);
      case JwtCheck.Outcome.Signed signed -> verify(token, facts, issuer, signed, now);
    };
  }

  private WitOutcome verify(
      CompactJws token,
      TokenFacts facts,
      WitIssuer issuer,
      JwtCheck.Outcome.Signed signed,
      Instant now) {
    JwtFault untimely = check.time(token.claims(), now);
    if (untimely != null) {
      return new WitOutcome.Refused(reason(untimely), facts);
    }
    SpiffeId workload = SpiffeId.parse(facts.subject());
    if (workload == null || !issuer.mayName(workload)) {
      return new WitOutcome.Refused(Reason.WIT_SUBJECT, facts);
    }
    JsonObject jwk = token.claims().object("cnf").flatMap(cnf -> cnf.object("jwk")).orElse(null);
    Optional<PublicJwk> key = jwk == null ? Optional.empty() : PublicJwk.of(jwk);
    // The key names its algorithm, so that a proof cannot choose another (§3.1).
    JwsAlgorithm algorithm = key.map(PublicJwk::algorithm).orElse(null);
    if (key.isEmpty() || algorithm == null) {
      return new WitOutcome.Refused(Reason.WIT_CONFIRMATION, facts);
    }
    return new VerifiedWit(
        new SubjectId(workload.value(), workload.trustDomain()),
        facts,
        key.get(),
        algorithm,
        token.digest(),
        signed.keys().age(now));
  }

  /** The claims that are required are there, and each that is read is of its type. */
  private static boolean areWellFormed(JsonObject claims) {
    for (String name : TEXTS) {
      boolean optional = name.equals("jti") && claims.get(name) == null;
      String text = claims.string(name).orElse("");
      if (!optional && (text.isEmpty() || text.length() > MAX_TEXT)) {
        return false;
      }
    }
    return NumericDate.of(claims, "exp") != null && claims.object("cnf").isPresent();
  }

  private static TokenFacts facts(CompactJws token) {
    JsonObject claims = token.claims();
    List<String> audience = Audience.of(claims);
    return new TokenFacts(
        claims.string("iss").orElse(""),
        claims.string("sub").orElse(""),
        audience == null ? List.of() : audience,
        List.of(),
        null,
        claims.string("jti").orElse(null),
        NumericDate.of(claims, "iat"),
        NumericDate.of(claims, "exp"),
        token.header().string("kid").orElse(null),
        token.header().string("typ").orElse(null),
        claims);
  }

  private static Reason reason(JwtFault fault) {
    return switch (fault) {
      case TYPE -> Reason.WIT_TYPE;
      case CRITICAL -> Reason.WIT_MALFORMED;
      case ALGORITHM -> Reason.WIT_ALGORITHM;
      case KEYS_UNAVAILABLE -> Reason.ISSUER_UNAVAILABLE;
      case UNKNOWN_KEY -> Reason.WIT_UNKNOWN_KEY;
      case SIGNATURE -> Reason.WIT_SIGNATURE;
      case EXPIRED -> Reason.WIT_EXPIRED;
      case NOT_YET_VALID -> Reason.WIT_NOT_YET_VALID;
    };
  }
}
