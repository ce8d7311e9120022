package io.countersign.credentials.evidence;

import io.countersign.credentials.jose.Audience;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.JwtFault;
import io.countersign.credentials.token.Confirmation;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Reason;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Verifies the evidence that a request brings in headers. Safe for use by many threads. */
public final class EvidenceVerifier {
  private static final Set<String> TYPES = Set.of("", "JWT");

  private final List<EvidenceHeader> headers;
  private final List<FulcioHeader> certificates;
  private final JwtCheck check;

  /** Accepts these headers and looks at no other. */
  public EvidenceVerifier(
      List<EvidenceHeader> headers, List<FulcioHeader> certificates, JwtCheck check) {
    this.certificates = List.copyOf(certificates);
    this.headers = List.copyOf(headers);
    this.check = check;
  }

  /** Verifies every header that is there; that the holder sent the request is another matter. */
  public EvidenceOutcome verify(AccessRequest request, Instant now) {
    List<EvidenceOutcome> outcomes = new ArrayList<>();
    for (EvidenceHeader header : headers) {
      List<String> values = request.headers().values(header.name());
      if (!values.isEmpty()) {
        // A comma never stands in a token: it is a gateway's list.
        outcomes.add(
            values.size() > 1 || values.getFirst().indexOf(',') >= 0
                ? new EvidenceOutcome.Refused(Reason.EVIDENCE_MULTIPLE)
                : verify(values.getFirst(), header.source(), now));
      }
    }
    for (FulcioHeader header : certificates) {
      List<String> values = request.headers().values(header.name());
      if (!values.isEmpty()) {
        outcomes.add(
            values.size() > 1
                ? new EvidenceOutcome.Refused(Reason.EVIDENCE_MULTIPLE)
                : FulcioVerifier.verify(values.getFirst(), header, now));
      }
    }
    return together(outcomes);
  }

  private static EvidenceOutcome together(List<EvidenceOutcome> outcomes) {
    List<VerifiedEvidence> found = new ArrayList<>();
    for (EvidenceOutcome outcome : outcomes) {
      switch (outcome) {
        case EvidenceOutcome.Refused refused -> {
          return refused;
        }
        case EvidenceOutcome.Found one -> found.addAll(one.evidence());
      }
    }
    return new EvidenceOutcome.Found(found);
  }

  private EvidenceOutcome verify(String text, EvidenceSource source, Instant now) {
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
          verify(token.claims(), source, signed.keys().age(now), now);
    };
  }

  private EvidenceOutcome verify(
      JsonObject claims, EvidenceSource source, Duration keyAge, Instant now) {
    Instant issued = NumericDate.of(claims, "iat");
    List<String> audience = Audience.of(claims);
    // Without its beginning nobody can say how old it is; without its end it has none.
    if (issued == null || NumericDate.of(claims, "exp") == null || audience == null) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_MALFORMED);
    }
    JwtFault untimely = check.time(claims, now);
    if (untimely != null) {
      return new EvidenceOutcome.Refused(reason(untimely));
    }
    if (audience.stream().noneMatch(source.audiences()::contains)) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_AUDIENCE);
    }
    if (now.isAfter(issued.plus(source.maxAge()))) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_TOO_OLD);
    }
    JsonObject facts = EvidenceClaims.read(source.kind(), claims, source.claims()).orElse(null);
    Optional<Confirmation> confirmation = Confirmation.of(claims);
    if (facts == null || confirmation.isEmpty()) {
      return new EvidenceOutcome.Refused(Reason.EVIDENCE_MALFORMED);
    }
    return new EvidenceOutcome.Found(
        List.of(
            new VerifiedEvidence(
                source.kind().member(),
                facts,
                Origin.HEADER,
                source.issuer(),
                issued,
                NumericDate.of(claims, "exp"),
                keyAge,
                confirmation.get())));
  }

  /**
   * The evidence in a platform's token that was verified as the access token; empty when it has not
   * the claims of its kind.
   *
   * @param pointers for {@link EvidenceKind#CI}, fact to JSON pointer (RFC 6901)
   * @param keyAge how long ago the issuer's keys were last read
   * @throws IllegalArgumentException when a pointer is malformed
   */
  public static Optional<VerifiedEvidence> ofToken(
      EvidenceKind kind,
      JsonObject claims,
      Map<String, String> pointers,
      String issuer,
      Duration keyAge) {
    return EvidenceClaims.read(kind, claims, pointers)
        .map(facts -> of(kind.member(), facts, Origin.TOKEN, issuer, claims, keyAge));
  }

  /**
   * What the issuer of a verified access token says about where its holder runs. Claims that are
   * missing are left out; a member without any is no evidence.
   *
   * @param vouchesFor member ({@code kubernetes}, {@code ci}) to fact to JSON pointer (RFC 6901)
   * @param keyAge how long ago the issuer's keys were last read
   * @throws IllegalArgumentException when a pointer is malformed
   */
  public static List<VerifiedEvidence> vouched(
      String issuer,
      Map<String, Map<String, String>> vouchesFor,
      JsonObject claims,
      Duration keyAge) {
    List<VerifiedEvidence> vouched = new ArrayList<>();
    vouchesFor.forEach((member, pointers) -> {
      JsonObject.Builder facts = JsonObject.builder();
      pointers.forEach(
          (name, pointer) -> facts.put(name, PointedFact.of(pointer, claims).orElse(null)));
      JsonObject read = facts.build();
      if (!read.isEmpty()) {
        vouched.add(of(member, read, Origin.VOUCHED, issuer, claims, keyAge));
      }
    });
    return List.copyOf(vouched);
  }

  /** Bound to what the access token is bound to. */
  private static VerifiedEvidence of(
      String member,
      JsonObject facts,
      Origin origin,
      String issuer,
      JsonObject claims,
      Duration keyAge) {
    return new VerifiedEvidence(
        member,
        facts,
        origin,
        issuer,
        NumericDate.of(claims, "iat"),
        NumericDate.of(claims, "exp"),
        keyAge,
        Confirmation.NONE);
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
