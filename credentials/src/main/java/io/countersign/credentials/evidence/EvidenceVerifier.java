package io.countersign.credentials.evidence;

import io.countersign.credentials.evidence.VerifiedEvidence.Origin;
import io.countersign.credentials.evidence.VerifiedEvidence.Times;
import io.countersign.credentials.jose.Base64Url;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.JwtFault;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies what platforms say about where a workload runs: in headers, in an access token that is a
 * platform's own, or in claims of an issuer that vouches for it. Safe for use by many threads.
 */
public final class EvidenceVerifier {
  /** Platforms type their tokens as any JWT, or not at all. */
  private static final Set<String> TYPES = Set.of("", "JWT");

  private final List<EvidenceHeader> headers;
  private final JwtCheck check;

  /** Looks at these headers, and at no others. */
  public EvidenceVerifier(List<EvidenceHeader> headers, JwtCheck check) {
    this.headers = List.copyOf(headers);
    this.check = check;
  }

  /** Verifies the evidence that stands in headers. */
  public EvidenceOutcome verify(AccessRequest request, Instant now) {
    List<VerifiedEvidence> found = new ArrayList<>();
    for (EvidenceHeader header : headers) {
      List<String> values = request.headers().values(header.name());
      if (values.isEmpty()) {
        continue;
      }
      if (values.size() > 1) {
        return new EvidenceOutcome.Refused(Reason.EVIDENCE_MULTIPLE);
      }
      EvidenceOutcome outcome =
          switch (header.source()) {
            case EvidenceSource.Tokens source -> token(values.getFirst(), source, now);
            case EvidenceSource.Fulcio fulcio -> certificate(values.getFirst(), fulcio, now);
          };
      switch (outcome) {
        case EvidenceOutcome.Refused refused -> {
          return refused;
        }
        case EvidenceOutcome.Found one -> found.addAll(one.evidence());
      }
    }
    return new EvidenceOutcome.Found(found);
  }

  /**
   * What an access token of a platform says, which was verified as such.
   *
   * @param pointers for {@link EvidenceKind#CI}: the claim by the member's name
   * @return empty when it lacks what its platform says
   */
  public Optional<VerifiedEvidence> ofToken(
      EvidenceKind kind,
      String issuer,
      JsonObject claims,
      Map<String, String> pointers,
      Duration keyAge) {
    return EvidenceClaims.read(kind, claims, pointers)
        .map(facts ->
            new VerifiedEvidence(
                kind.member(), facts, Origin.TOKEN, issuer, times(claims, keyAge), Set.of()));
  }

  /**
   * What a trusted issuer says in claims of its own token, which was verified as such.
   *
   * @param vouchesFor the claim, a JSON pointer, by the member of {@code evidence} and its name
   * @return empty when one of the claims is there and is no text, number or boolean
   */
  public Optional<List<VerifiedEvidence>> vouched(
      String issuer,
      JsonObject claims,
      Map<String, Map<String, String>> vouchesFor,
      Duration keyAge) {
    List<VerifiedEvidence> found = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> member : vouchesFor.entrySet()) {
      Optional<JsonObject> facts = EvidenceClaims.pointed(claims, member.getValue(), false);
      if (facts.isEmpty()) {
        return Optional.empty();
      }
      if (!facts.get().members().isEmpty()) {
        found.add(
            new VerifiedEvidence(
                member.getKey(),
                facts.get(),
                Origin.VOUCHED,
                issuer,
                times(claims, keyAge),
                Set.of()));
      }
    }
    return Optional.of(found);
  }

  private static Times times(JsonObject claims, Duration keyAge) {
    return new Times(NumericDate.of(claims, "iat"), NumericDate.of(claims, "exp"), keyAge);
  }

  private EvidenceOutcome token(String text, EvidenceSource.Tokens source, Instant now) {
    if (text.indexOf(',') >= 0) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_MULTIPLE);
    }
    CompactJws token = CompactJws.parse(text).orElse(null);
    if (token == null) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_MALFORMED);
    }
    if (!token.claims().string("iss").orElse("").equals(source.issuer())) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_UNKNOWN_ISSUER);
    }
    return switch (check.signature(token, TYPES, source.algorithms(), source.keys(), now)) {
      case JwtCheck.Outcome.Refused refused -> new EvidenceOutcome.Refused(reason(refused.fault()));
      case JwtCheck.Outcome.Signed signed ->
          signed(token.claims(), source, signed.keys().age(now), now);
    };
  }

  private EvidenceOutcome signed(
      JsonObject claims, EvidenceSource.Tokens source, Duration keyAge, Instant now) {
    JwtFault untimely = check.time(claims, now);
    Instant issued = NumericDate.of(claims, "iat");
    Set<Sha256> confirmations = confirmations(claims);
    Optional<JsonObject> facts = EvidenceClaims.read(source.kind(), claims, source.claims());
    Reason refusal = null;
    if (untimely != null) {
      refusal = reason(untimely);
    } else if (Collections.disjoint(audience(claims), source.audiences())) {
      refusal = Reason.EVIDENCE_AUDIENCE;
    } else if (issued == null || issued.isBefore(now.minus(source.maxAge()))) {
      refusal = Reason.EVIDENCE_TOO_OLD;
    } else if (confirmations == null || facts.isEmpty()) {
      refusal = Reason.EVIDENCE_MALFORMED;
    }
    if (refusal != null || confirmations == null) {
      return new EvidenceOutcome.Refused(refusal == null ? Reason.EVIDENCE_MALFORMED : refusal);
    }
    return new EvidenceOutcome.Found(
        List.of(
            new VerifiedEvidence(
                source.kind().member(),
                facts.orElseThrow(),
                Origin.HEADER,
                source.issuer(),
                times(claims, keyAge),
                confirmations)));
  }

  /** What {@code cnf} names (RFC 7800 §3.1); null when it is there and names nothing readable. */
  private static @Nullable Set<Sha256> confirmations(JsonObject claims) {
    if (claims.get("cnf") == null) {
      return Set.of();
    }
    JsonObject cnf = claims.object("cnf").orElse(JsonObject.EMPTY);
    Set<Sha256> named = new HashSet<>();
    for (String method : List.of("jkt", "x5t#S256")) {
      if (cnf.get(method) != null) {
        byte[] digest = Base64Url.decode(cnf.string(method).orElse("-"));
        if (digest == null || digest.length != Sha256.BYTES) {
          return null;
        }
        named.add(Sha256.fromBytes(digest));
      }
    }
    return named.isEmpty() ? null : named;
  }

  private static List<String> audience(JsonObject claims) {
    JsonValue audience = claims.get("aud");
    if (audience instanceof JsonString one) {
      return List.of(one.value());
    }
    return audience instanceof JsonArray several
            && several.values().stream().allMatch(JsonString.class::isInstance)
        ? several.values().stream().map(each -> ((JsonString) each).value()).toList()
        : List.of();
  }

  private static EvidenceOutcome certificate(
      String text, EvidenceSource.Fulcio fulcio, Instant now) {
    return switch (FulcioChain.verify(text, fulcio.authorities(), now)) {
      case FulcioChain.Refused refused -> new EvidenceOutcome.Refused(refused.reason());
      case FulcioChain.Held held -> {
        Optional<JsonObject> facts = FulcioExtensions.read(held.leaf());
        yield facts.isEmpty()
            ? new EvidenceOutcome.Refused(Reason.EVIDENCE_MALFORMED)
            : new EvidenceOutcome.Found(
                List.of(
                    new VerifiedEvidence(
                        EvidenceKind.CI.member(),
                        facts.get(),
                        Origin.CERTIFICATE,
                        held.leaf().getIssuerX500Principal().getName(),
                        new Times(
                            held.leaf().getNotBefore().toInstant(),
                            held.leaf().getNotAfter().toInstant(),
                            Duration.ZERO),
                        held.key() == null ? Set.of() : Set.of(held.key()))));
      }
    };
  }

  private static Reason reason(JwtFault fault) {
    return switch (fault) {
      case TYPE -> Reason.EVIDENCE_TYPE;
      case CRITICAL -> Reason.EVIDENCE_MALFORMED;
      case ALGORITHM -> Reason.EVIDENCE_ALGORITHM;
      case KEYS_UNAVAILABLE -> Reason.ISSUER_UNAVAILABLE;
      case UNKNOWN_KEY -> Reason.EVIDENCE_UNKNOWN_KEY;
      case SIGNATURE -> Reason.EVIDENCE_SIGNATURE;
      case EXPIRED -> Reason.EVIDENCE_EXPIRED;
      case NOT_YET_VALID -> Reason.EVIDENCE_NOT_YET_VALID;
    };
  }
}
