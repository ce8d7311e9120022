package io.countersign.credentials.transaction;

import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.JwtFault;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the {@code Txn-Token} of a request (draft-ietf-oauth-transaction-tokens). Its size and
 * depth are bounded by {@link CompactJws}. Safe for use by many threads.
 */
public final class TransactionTokenVerifier {
  private static final String HEADER = "txn-token";
  private static final Set<String> TYPES = Set.of("txntoken+jwt");
  private static final int MAX_TEXT = 2048;
  private static final List<String> TEXTS = List.of("aud", "txn", "sub", "scope", "req_wl");
  private static final List<String> CONTEXTS = List.of("tctx", "rctx");

  private final Map<String, TransactionIssuer> issuers;
  private final JwtCheck check;

  /**
   * Accepts tokens of these issuers; without any, every token is refused.
   *
   * @param clockSkew how far {@code nbf} and {@code iat} may lie in the future
   * @param maxKeyAge how old an issuer's keys may be while they cannot be read again
   * @throws IllegalArgumentException when one issuer is given twice
   */
  public TransactionTokenVerifier(
      Collection<TransactionIssuer> issuers,
      Duration clockSkew,
      Duration maxKeyAge,
      SignatureProvider signatures) {
    Map<String, TransactionIssuer> byName = new HashMap<>();
    for (TransactionIssuer issuer : issuers) {
      if (byName.put(issuer.issuer(), issuer) != null) {
        throw new IllegalArgumentException("transaction issuer " + issuer.issuer() + " twice");
      }
    }
    this.issuers = Map.copyOf(byName);
    this.check = new JwtCheck(signatures, clockSkew, maxKeyAge);
  }

  /** Verifies the token of a request with these headers. */
  public TransactionOutcome verify(Headers headers, Instant now) {
    List<String> values = headers.values(HEADER);
    if (values.isEmpty()) {
      return new TransactionOutcome.None();
    }
    // A comma never stands in a token: it is a gateway's list.
    if (values.size() > 1 || values.getFirst().indexOf(',') >= 0) {
      return new TransactionOutcome.Refused(Reason.TXN_TOKEN_MULTIPLE);
    }
    CompactJws token = CompactJws.parse(values.getFirst()).orElse(null);
    if (token == null || !isWellFormed(token.claims())) {
      return new TransactionOutcome.Refused(Reason.TXN_TOKEN_MALFORMED);
    }
    TransactionIssuer issuer = issuer(token.claims());
    if (issuer == null) {
      return new TransactionOutcome.Refused(Reason.TXN_TOKEN_UNKNOWN_ISSUER);
    }
    return switch (check.signature(token, TYPES, issuer.algorithms(), issuer.keys(), now)) {
      case JwtCheck.Outcome.Refused refused ->
          new TransactionOutcome.Refused(reason(refused.fault()));
      case JwtCheck.Outcome.Signed signed -> claims(token, issuer, signed.keys().age(now), now);
    };
  }

  private TransactionOutcome claims(
      CompactJws token, TransactionIssuer issuer, Duration keyAge, Instant now) {
    JsonObject claims = token.claims();
    JwtFault time = check.time(claims, now);
    if (time != null) {
      return new TransactionOutcome.Refused(reason(time));
    }
    if (!issuer.audiences().contains(claims.string("aud").orElse(""))) {
      return new TransactionOutcome.Refused(Reason.TXN_TOKEN_AUDIENCE);
    }
    return new VerifiedTransaction(json(issuer, claims), token.digest(), keyAge);
  }

  /** Each claim that is read has its type: one of another type is never taken as left out. */
  private static boolean isWellFormed(JsonObject claims) {
    for (String name : TEXTS) {
      String text = claims.string(name).orElse("");
      if (text.isEmpty() || text.length() > MAX_TEXT) {
        return false;
      }
    }
    for (String name : CONTEXTS) {
      if (claims.get(name) != null && claims.object(name).isEmpty()) {
        return false;
      }
    }
    return NumericDate.of(claims, "iat") != null && NumericDate.of(claims, "exp") != null;
  }

  /** Without {@code iss}, the only issuer of the trust domain; null when there is none or two. */
  private @Nullable TransactionIssuer issuer(JsonObject claims) {
    if (claims.get("iss") != null) {
      return issuers.get(claims.string("iss").orElse(""));
    }
    String audience = claims.string("aud").orElse("");
    List<TransactionIssuer> fit =
        issuers.values().stream().filter(each -> each.audiences().contains(audience)).toList();
    return fit.size() == 1 ? fit.getFirst() : null;
  }

  private static JsonObject json(TransactionIssuer issuer, JsonObject claims) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("txn", claims.string("txn").orElseThrow())
            .put("issuer", issuer.issuer())
            .put("subject", claims.string("sub").orElseThrow())
            .put("scope", claims.string("scope").orElseThrow())
            .put("requesting_workload", claims.string("req_wl").orElseThrow());
    claims.object("tctx").ifPresent(context -> json.put("context", context));
    claims.object("rctx").ifPresent(context -> json.put("requester_context", context));
    putTime(json, "issued_at", NumericDate.of(claims, "iat"));
    putTime(json, "expires_at", NumericDate.of(claims, "exp"));
    return json.build();
  }

  private static void putTime(JsonObject.Builder json, String name, @Nullable Instant time) {
    if (time != null) {
      json.put(name, time.getEpochSecond());
    }
  }

  private static Reason reason(JwtFault fault) {
    return switch (fault) {
      case TYPE -> Reason.TXN_TOKEN_TYPE;
      case CRITICAL -> Reason.TXN_TOKEN_MALFORMED;
      case ALGORITHM -> Reason.TXN_TOKEN_ALGORITHM;
      case KEYS_UNAVAILABLE -> Reason.ISSUER_UNAVAILABLE;
      case UNKNOWN_KEY -> Reason.TXN_TOKEN_UNKNOWN_KEY;
      case SIGNATURE -> Reason.TXN_TOKEN_SIGNATURE;
      case EXPIRED -> Reason.TXN_TOKEN_EXPIRED;
      case NOT_YET_VALID -> Reason.TXN_TOKEN_NOT_YET_VALID;
    };
  }
}
