package io.countersign.credentials.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.JwtFault;
import io.countersign.credentials.keys.KeySet;
import io.countersign.decision.Actor;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.TokenFacts;
import io.countersign.decision.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verifies JWT access tokens (RFC 9068 §4). Safe for use by many threads. */
public final class AccessTokenVerifier {
  private static final int MAX_REMEMBERED = 20_000;

  private record Remembered(VerifiedToken token, long keyVersion) {}

  private final Map<String, TokenIssuer> issuers;
  private final JwtCheck check;

  /** Full: forgets a token, which is then verified anew. Rejected tokens are not kept. */
  private final Cache<Sha256, Remembered> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /**
   * Accepts tokens of these issuers.
   *
   * @throws IllegalArgumentException when one issuer is given twice
   */
  public AccessTokenVerifier(
      Collection<TokenIssuer> issuers, TokenRules rules, SignatureProvider signatures) {
    Map<String, TokenIssuer> byName = new HashMap<>();
    for (TokenIssuer issuer : issuers) {
      if (byName.put(issuer.issuer(), issuer) != null) {
        throw new IllegalArgumentException("issuer " + issuer.issuer() + " is given twice");
      }
    }
    this.issuers = Map.copyOf(byName);
    this.check = new JwtCheck(signatures, rules.clockSkew(), rules.maxKeyAge());
  }

  /** Whether any issuer's tokens may come without a binding. */
  public boolean acceptsBearer() {
    return issuers.values().stream().anyMatch(issuer -> !issuer.requireBinding());
  }

  /** Whether the issuer is one of those whose tokens are accepted. */
  public boolean knows(String issuer) {
    return issuers.containsKey(issuer);
  }

  /** Verifies the token by itself; its binding is another matter. */
  public TokenOutcome verify(String text, Instant now) {
    if (text.length() > CompactJws.MAX_LENGTH) {
      return new TokenOutcome.Rejected(Reason.TOKEN_MALFORMED, null);
    }
    Remembered known = remembered.getIfPresent(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    if (known != null) {
      KeySet keys = known.token().issuer().keys().keys(now);
      if (keys.version() == known.keyVersion()) {
        return inTime(known.token(), keys, now);
      }
    }
    Optional<CompactJws> parsed = CompactJws.parse(text);
    return parsed.isEmpty()
        ? new TokenOutcome.Rejected(Reason.TOKEN_MALFORMED, null)
        : verify(parsed.get(), now);
  }

  private TokenOutcome verify(CompactJws token, Instant now) {
    TokenFacts facts = TokenClaims.facts(token);
    TokenIssuer issuer = issuers.get(facts.issuer());
    if (issuer == null) {
      boolean named = !facts.issuer().isEmpty();
      return new TokenOutcome.Rejected(
          named ? Reason.TOKEN_UNKNOWN_ISSUER : Reason.TOKEN_MALFORMED, facts);
    }
    KeySet keys;
    switch (check.signature(token, issuer.types(), issuer.algorithms(), issuer.keys(), now)) {
      case JwtCheck.Outcome.Refused refused -> {
        return new TokenOutcome.Rejected(reason(refused.fault()), facts);
      }
      case JwtCheck.Outcome.Signed signed -> keys = signed.keys();
    }
    if (!TokenClaims.areWellFormed(token.claims())) {
      return new TokenOutcome.Rejected(Reason.TOKEN_MALFORMED, facts);
    }
    Reason refusal = refusedTime(token.claims(), now);
    if (refusal == null && Collections.disjoint(facts.audience(), issuer.audiences())) {
      refusal = Reason.TOKEN_AUDIENCE;
    }
    Optional<Confirmation> confirmation = Confirmation.of(token.claims());
    if (refusal == null && confirmation.isEmpty()) {
      refusal = Reason.TOKEN_CONFIRMATION;
    }
    Optional<List<Actor>> actors = ActorChain.of(token.claims());
    if (refusal == null && actors.isEmpty()) {
      refusal = Reason.TOKEN_ACTOR_CHAIN;
    }
    if (refusal == null && !mayName(issuer, facts.subject(), actors.orElseThrow())) {
      refusal = Reason.TOKEN_SUBJECT;
    }
    if (refusal != null) {
      return new TokenOutcome.Rejected(refusal, facts);
    }
    VerifiedToken verified =
        new VerifiedToken(
            issuer,
            facts,
            confirmation.orElseThrow(),
            actors.orElseThrow(),
            token.digest(),
            keys.age(now));
    remembered.put(token.digest(), new Remembered(verified, keys.version()));
    return verified;
  }

  /** An issuer that one trusts for one trust domain must not speak for another. */
  private static boolean mayName(TokenIssuer issuer, String subject, List<Actor> actors) {
    return issuer.mayName(subject)
        && (actors.isEmpty() || issuer.mayName(actors.getFirst().subject()));
  }

  private TokenOutcome inTime(VerifiedToken token, KeySet keys, Instant now) {
    Reason refusal =
        check.isTooOld(keys, now)
            ? Reason.ISSUER_UNAVAILABLE
            : refusedTime(token.facts().claims(), now);
    return refusal == null
        ? token.withKeyAge(keys.age(now))
        : new TokenOutcome.Rejected(refusal, token.facts());
  }

  private @Nullable Reason refusedTime(JsonObject claims, Instant now) {
    JwtFault fault = check.time(claims, now);
    return fault == null ? null : reason(fault);
  }

  private static Reason reason(JwtFault fault) {
    return switch (fault) {
      case TYPE -> Reason.TOKEN_TYPE;
      case CRITICAL -> Reason.TOKEN_MALFORMED;
      case ALGORITHM -> Reason.TOKEN_ALGORITHM;
      case KEYS_UNAVAILABLE -> Reason.ISSUER_UNAVAILABLE;
      case UNKNOWN_KEY -> Reason.TOKEN_UNKNOWN_KEY;
      case SIGNATURE -> Reason.TOKEN_SIGNATURE;
      case EXPIRED -> Reason.TOKEN_EXPIRED;
      case NOT_YET_VALID -> Reason.TOKEN_NOT_YET_VALID;
    };
  }
}
