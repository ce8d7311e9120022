package io.countersign.credentials.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.KeySet;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.TokenFacts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies access tokens: JWTs by their issuers' keys (RFC 9068 §4), opaque ones by asking their
 * issuer (RFC 7662). Safe for use by many threads.
 */
public final class AccessTokenVerifier {
  private static final int MAX_REMEMBERED = 20_000;

  private record Remembered(VerifiedToken token, long keyVersion) {}

  private final Map<String, TokenIssuer> issuers;
  private final JwtCheck check;
  private final ClaimsVerifier claims;
  private final @Nullable OpaqueTokenVerifier opaque;

  /** Full: forgets a token, which is then verified anew. Rejected tokens are not kept. */
  private final Cache<Sha256, Remembered> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /**
   * A first part that begins as JSON in base64url does, and two more: meant as a signed token. Were
   * a damaged one passed on, an issuer would see the others' tokens.
   */
  private static final Pattern SIGNED = Pattern.compile("ey[^.]*\\.[^.]*\\.[^.]*");

  /** What a token may consist of (RFC 6750 §2.1). */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /**
   * Accepts JWTs of these issuers, and no opaque tokens.
   *
   * @throws IllegalArgumentException when one issuer is given twice
   */
  public AccessTokenVerifier(
      Collection<TokenIssuer> issuers, TokenRules rules, SignatureProvider signatures) {
    this(issuers, null, rules, signatures);
  }

  /**
   * Accepts JWTs of these issuers, and opaque tokens of one that may but need not be among them.
   *
   * @param opaque null when no opaque token is accepted
   * @throws IllegalArgumentException when one issuer is given twice
   */
  public AccessTokenVerifier(
      Collection<TokenIssuer> issuers,
      @Nullable OpaqueTokens opaque,
      TokenRules rules,
      SignatureProvider signatures) {
    Map<String, TokenIssuer> byName = new HashMap<>();
    for (TokenIssuer issuer : issuers) {
      if (byName.put(issuer.issuer(), issuer) != null) {
        throw new IllegalArgumentException("issuer " + issuer.issuer() + " is given twice");
      }
    }
    this.issuers = Map.copyOf(byName);
    this.check = new JwtCheck(signatures, rules.clockSkew(), rules.maxKeyAge());
    this.claims = new ClaimsVerifier(check);
    this.opaque = opaque == null ? null : new OpaqueTokenVerifier(opaque, claims);
  }

  /** Whether any issuer's tokens may come without a binding. */
  public boolean acceptsBearer() {
    return (opaque != null && !opaque.issuer().requireBinding())
        || issuers.values().stream().anyMatch(issuer -> !issuer.requireBinding());
  }

  /** Whether JWTs of that issuer are accepted. */
  public boolean knows(String issuer) {
    return issuers.containsKey(issuer);
  }

  /** Whether verifying a token may wait for a network, so that an event loop must not do it. */
  public boolean mayWait() {
    return opaque != null || issuers.values().stream().anyMatch(issuer -> issuer.keys().mayWait());
  }

  /** Verifies the token by itself; its binding is another matter. */
  public TokenOutcome verify(String text, Instant now) {
    if (text.length() > CompactJws.MAX_LENGTH) {
      return new TokenOutcome.Rejected(Reason.TOKEN_MALFORMED, null);
    }
    Sha256 digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    Remembered known = remembered.getIfPresent(digest);
    if (known != null) {
      KeySet keys = known.token().issuer().keys().keys(now);
      if (keys.version() == known.keyVersion() && !check.isTooOld(keys, now)) {
        return inTime(known.token(), keys, now);
      }
    }
    Optional<CompactJws> parsed = CompactJws.parse(text);
    if (parsed.isPresent()) {
      return verify(parsed.get(), now);
    }
    return opaque == null || SIGNED.matcher(text).matches() || !TOKEN.matcher(text).matches()
        ? new TokenOutcome.Rejected(Reason.TOKEN_MALFORMED, null)
        : opaque.verify(text, digest, now);
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
        return new TokenOutcome.Rejected(ClaimsVerifier.reason(refused.fault()), facts);
      }
      case JwtCheck.Outcome.Signed signed -> keys = signed.keys();
    }
    TokenOutcome outcome =
        claims.verify(issuer, facts, issuer.requiredClaims(), token.digest(), keys.age(now), now);
    if (outcome instanceof VerifiedToken verified) {
      remembered.put(token.digest(), new Remembered(verified, keys.version()));
    }
    return outcome;
  }

  private TokenOutcome inTime(VerifiedToken token, KeySet keys, Instant now) {
    Reason refusal = claims.refusedTime(token.issuer(), token.facts(), now);
    return refusal == null
        ? token.withKeyAge(keys.age(now))
        : new TokenOutcome.Rejected(refusal, token.facts());
  }
}
