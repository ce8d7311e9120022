package io.countersign.credentials.jwtsvid;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.JwtFault;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.credentials.x509.SpiffeId;
import io.countersign.credentials.x509.TrustBundles;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import io.countersign.decision.TokenFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies JWT-SVIDs by the bundle of the trust domain that their {@code sub} names, and by no
 * other. Safe for use by many threads.
 */
public final class JwtSvidVerifier {
  private static final int MAX_REMEMBERED = 10_000;
  private static final String ACCESS_TOKEN = "at+jwt";
  private static final String SPIFFE = "spiffe://";

  /** JWT-SVID §2.3; the empty string stands for no {@code typ}. */
  private static final Set<String> TYPES = Set.of("", "JWT", "JOSE");

  /** Those of JWT-SVID §2.1 that are verified here; EdDSA is not among them. */
  private static final Set<JwsAlgorithm> ALGORITHMS =
      Collections.unmodifiableSet(
          EnumSet.of(
              JwsAlgorithm.ES256, JwsAlgorithm.ES384, JwsAlgorithm.PS256, JwsAlgorithm.RS256));

  private record Remembered(VerifiedJwtSvid svid, long keyVersion) {}

  private final TrustBundles bundles;
  private final Map<String, Set<String>> audiences;
  private final JwtCheck check;

  /** Full: forgets a token, which is then verified anew. Rejected tokens are not kept. */
  private final Cache<Sha256, Remembered> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /**
   * Accepts JWT-SVIDs of these trust domains.
   *
   * @param audiences of which {@code aud} must name one, by trust domain; where there is none for a
   *     domain, every token of it is refused
   * @param clockSkew how far {@code nbf} and {@code iat} may lie in the future
   */
  public JwtSvidVerifier(
      TrustBundles bundles,
      Map<String, Set<String>> audiences,
      Duration clockSkew,
      SignatureProvider signatures) {
    this.bundles = bundles;
    this.audiences = Map.copyOf(audiences);
    this.check = new JwtCheck(signatures, clockSkew, bundles.maxAge());
  }

  /**
   * Whether a token is to be verified as a JWT-SVID and not as an access token: it is not typed as
   * one (RFC 9068 §2.1) and its subject claims to be a SPIFFE ID. Whether its {@code iss} is a
   * configured issuer, whose tokens may name such subjects, is the caller's to look at first.
   */
  public static boolean looksLike(CompactJws token) {
    String type = token.header().string("typ").orElse("").toLowerCase(Locale.ROOT);
    boolean isAccessToken = type.equals(ACCESS_TOKEN) || type.equals("application/" + ACCESS_TOKEN);
    return !isAccessToken && token.claims().string("sub").orElse("").startsWith(SPIFFE);
  }

  /** Verifies the token's text. */
  public JwtSvidOutcome verify(String text, Instant now) {
    if (text.length() > CompactJws.MAX_LENGTH) {
      return new JwtSvidOutcome.Rejected(Reason.TOKEN_MALFORMED, null);
    }
    Remembered known = remembered.getIfPresent(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    if (known != null) {
      KeySource source = keysFor(known.svid().subject().trustDomain());
      KeySet keys = source == null ? null : source.keys(now);
      if (keys != null && keys.version() == known.keyVersion() && !check.isTooOld(keys, now)) {
        JwtFault fault = check.time(known.svid().facts().claims(), now);
        return fault == null
            ? known.svid().withKeyAge(keys.age(now))
            : new JwtSvidOutcome.Rejected(reason(fault), known.svid().facts());
      }
    }
    Optional<CompactJws> parsed = CompactJws.parse(text);
    return parsed.isEmpty()
        ? new JwtSvidOutcome.Rejected(Reason.TOKEN_MALFORMED, null)
        : verify(parsed.get(), now);
  }

  /** Verifies a token that was taken apart before. */
  public JwtSvidOutcome verify(CompactJws token, Instant now) {
    TokenFacts facts = JwtSvidClaims.facts(token);
    if (!JwtSvidClaims.areWellFormed(token.claims())
        || !JwtSvidClaims.hasOnlyPermittedHeaders(token)) {
      return new JwtSvidOutcome.Rejected(Reason.TOKEN_MALFORMED, facts);
    }
    SpiffeId id = SpiffeId.parse(facts.subject());
    if (id == null) {
      return new JwtSvidOutcome.Rejected(Reason.TOKEN_SUBJECT, facts);
    }
    KeySource source = keysFor(id.trustDomain());
    if (source == null) {
      return new JwtSvidOutcome.Rejected(Reason.TOKEN_UNKNOWN_ISSUER, facts);
    }
    KeySet keys;
    switch (check.signature(token, TYPES, ALGORITHMS, source, now)) {
      case JwtCheck.Outcome.Refused refused -> {
        return new JwtSvidOutcome.Rejected(reason(refused.fault()), facts);
      }
      case JwtCheck.Outcome.Signed signed -> keys = signed.keys();
    }
    JwtFault time = check.time(token.claims(), now);
    if (time != null) {
      return new JwtSvidOutcome.Rejected(reason(time), facts);
    }
    if (Collections.disjoint(
        facts.audience(), audiences.getOrDefault(id.trustDomain(), Set.of()))) {
      return new JwtSvidOutcome.Rejected(Reason.TOKEN_AUDIENCE, facts);
    }
    SubjectId subject = new SubjectId(id.value(), id.trustDomain());
    VerifiedJwtSvid verified = new VerifiedJwtSvid(subject, facts, token.digest(), keys.age(now));
    remembered.put(token.digest(), new Remembered(verified, keys.version()));
    return verified;
  }

  private @Nullable KeySource keysFor(@Nullable String trustDomain) {
    return trustDomain == null
        ? null
        : bundles.of(trustDomain).map(source -> new BundleKeys(bundles, source)).orElse(null);
  }

  private static Reason reason(JwtFault fault) {
    return switch (fault) {
      case TYPE -> Reason.TOKEN_TYPE;
      case CRITICAL -> Reason.TOKEN_MALFORMED;
      case ALGORITHM -> Reason.TOKEN_ALGORITHM;
      case KEYS_UNAVAILABLE -> Reason.TRUST_BUNDLE_UNAVAILABLE;
      case UNKNOWN_KEY -> Reason.TOKEN_UNKNOWN_KEY;
      case SIGNATURE -> Reason.TOKEN_SIGNATURE;
      case EXPIRED -> Reason.TOKEN_EXPIRED;
      case NOT_YET_VALID -> Reason.TOKEN_NOT_YET_VALID;
    };
  }
}
