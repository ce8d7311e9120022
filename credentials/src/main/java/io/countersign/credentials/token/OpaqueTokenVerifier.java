package io.countersign.credentials.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.TokenFacts;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Verifies opaque access tokens by asking their issuer (RFC 7662 §2.2); what it answers is held to
 * the rules of a JWT access token. Safe for use by many threads; asking blocks.
 */
final class OpaqueTokenVerifier {
  /** A token that is refused now may be good in a moment: it was just issued elsewhere. */
  private static final Duration REFUSED_TTL = Duration.ofSeconds(5);

  private static final int MAX_HELD = 20_000;
  private static final int MAX_REFUSED = 10_000;

  /** More questions than this at one time are a flood, and are refused rather than passed on. */
  private static final int MAX_QUESTIONS = 64;

  /** What was answered to a question asked at that time. */
  private record Answered(TokenOutcome outcome, Instant askedAt, Instant until) {
    /** A clock that was set back must not keep it. */
    boolean isInForce(Instant now) {
      return now.isBefore(until) && !now.isBefore(askedAt.minus(REFUSED_TTL));
    }
  }

  private final OpaqueTokens opaque;
  private final ClaimsVerifier claimsVerifier;
  private final Semaphore questions = new Semaphore(MAX_QUESTIONS);
  private final Map<Sha256, CompletableFuture<Answered>> asking = new ConcurrentHashMap<>();

  /** Full: forgets one, which is then asked about again. Made-up tokens displace none that held. */
  private final Cache<Sha256, Answered> held = Caffeine.newBuilder().maximumSize(MAX_HELD).build();

  private final Cache<Sha256, Answered> refused =
      Caffeine.newBuilder().maximumSize(MAX_REFUSED).build();

  OpaqueTokenVerifier(OpaqueTokens opaque, ClaimsVerifier claimsVerifier) {
    this.opaque = opaque;
    this.claimsVerifier = claimsVerifier;
  }

  TokenIssuer issuer() {
    return opaque.issuer();
  }

  /** Asks about the token unless the issuer said a moment ago. */
  TokenOutcome verify(String text, Sha256 digest, Instant now) {
    Answered known = known(digest, now);
    if (known == null) {
      known = ask(text, digest, now);
    }
    return switch (known.outcome()) {
      case TokenOutcome.Rejected rejected -> rejected;
      case VerifiedToken token -> inTime(token, known, now);
    };
  }

  private @Nullable Answered known(Sha256 digest, Instant now) {
    Answered known = held.getIfPresent(digest);
    if (known == null || !known.isInForce(now)) {
      known = refused.getIfPresent(digest);
    }
    return known != null && known.isInForce(now) ? known : null;
  }

  /** One thread asks about a token; the others that have it wait for the same answer. */
  private Answered ask(String text, Sha256 digest, Instant now) {
    CompletableFuture<Answered> mine = new CompletableFuture<>();
    CompletableFuture<Answered> theirs = asking.putIfAbsent(digest, mine);
    if (theirs != null) {
      return theirs.join();
    }
    Answered answered = unavailable(now);
    try {
      Answered known = known(digest, now); // from one who asked in between
      answered = known == null ? askIssuer(text, digest, now) : known;
    } finally {
      asking.remove(digest, mine);
      mine.complete(answered);
    }
    return answered;
  }

  private Answered askIssuer(String text, Sha256 digest, Instant now) {
    if (!questions.tryAcquire()) {
      return unavailable(now);
    }
    TokenOutcome outcome;
    try {
      outcome = read(opaque.endpoint().ask(text, now), digest, now);
    } catch (IOException unreachable) {
      return unavailable(now);
    } finally {
      questions.release();
    }
    boolean holds = outcome instanceof VerifiedToken;
    Duration ttl = opaque.ttl();
    Duration kept = holds || ttl.compareTo(REFUSED_TTL) < 0 ? ttl : REFUSED_TTL;
    Answered answered = new Answered(outcome, now, now.plus(kept));
    (holds ? held : refused).put(digest, answered);
    (holds ? refused : held).invalidate(digest);
    return answered;
  }

  /** Not kept: the next request asks again. */
  private static Answered unavailable(Instant now) {
    return new Answered(new TokenOutcome.Rejected(Reason.ISSUER_UNAVAILABLE, null), now, now);
  }

  private TokenOutcome read(JsonObject answer, Sha256 digest, Instant now) {
    if (answer.get("active") != JsonBoolean.TRUE) {
      return new TokenOutcome.Rejected(Reason.TOKEN_INACTIVE, null);
    }
    TokenIssuer issuer = opaque.issuer();
    JsonObject claims = claims(answer, issuer.issuer());
    TokenFacts facts = TokenClaims.facts(claims, null, null);
    if (!facts.issuer().equals(issuer.issuer())) {
      return new TokenOutcome.Rejected(Reason.TOKEN_UNKNOWN_ISSUER, facts);
    }
    return claimsVerifier.verify(
        issuer, facts, TokenClaims.REQUIRED_OF_OPAQUE, digest, Duration.ZERO, now);
  }

  /** The answer without {@code active}, and with the issuer that was asked where it names none. */
  private static JsonObject claims(JsonObject answer, String issuer) {
    var members = new LinkedHashMap<>(answer.members());
    members.remove("active");
    members.putIfAbsent("iss", new JsonString(issuer));
    return new JsonObject(members);
  }

  /** Its own times count at every request, however young the answer is. */
  private TokenOutcome inTime(VerifiedToken token, Answered answered, Instant now) {
    Reason refusal = claimsVerifier.refusedTime(token.issuer(), token.facts(), now);
    Instant asked = answered.askedAt();
    return refusal == null
        ? token.withKeyAge(now.isBefore(asked) ? Duration.ZERO : Duration.between(asked, now))
        : new TokenOutcome.Rejected(refusal, token.facts());
  }
}
