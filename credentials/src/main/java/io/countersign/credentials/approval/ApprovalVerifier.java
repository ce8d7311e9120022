package io.countersign.credentials.approval;

import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.AgentFacts;
import io.countersign.decision.McpCall;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies approvals: JWTs of type {@code approval+jwt} in which somebody other than the agent
 * consents to one action of it.
 */
public final class ApprovalVerifier {
  private static final String TYPE = "approval+jwt";
  private static final int MAX_TEXT = 256;

  private final Map<String, ApprovalIssuer> issuers;
  private final Duration clockSkew;
  private final SignatureProvider signatures;

  public ApprovalVerifier(
      Collection<ApprovalIssuer> issuers, Duration clockSkew, SignatureProvider signatures) {
    this.issuers =
        issuers.stream().collect(Collectors.toMap(ApprovalIssuer::issuer, Function.identity()));
    this.clockSkew = clockSkew;
    this.signatures = signatures;
  }

  /**
   * Whether the approval holds for this agent and this request.
   *
   * @param origin the configured origin that the request was sent to
   */
  public ApprovalOutcome verify(
      String approval, AccessRequest request, String origin, SubjectId agent, Instant now) {
    return CompactJws.parse(approval)
        .filter(jws -> isSigned(jws, now))
        .map(CompactJws::claims)
        .filter(claims -> isCurrent(claims, now) && isFor(agent, claims))
        .filter(claims -> covers(claims, request, origin))
        .flatMap(ApprovalVerifier::verified)
        .orElseGet(ApprovalOutcome.Refused::new);
  }

  /** Type, then issuer, then its algorithm and its key, then the signature. */
  private boolean isSigned(CompactJws jws, Instant now) {
    ApprovalIssuer issuer = jws.claims().string("iss").map(issuers::get).orElse(null);
    JwsAlgorithm algorithm =
        jws.header().string("alg").flatMap(JwsAlgorithm::of).orElse(null);
    String keyId = jws.header().string("kid").orElse("");
    if (issuer == null
        || algorithm == null
        || !issuer.algorithms().contains(algorithm)
        || !jws.header().string("typ").equals(Optional.of(TYPE))
        || jws.header().get("crit") != null) {
      return false;
    }
    PublicJwk key = issuer.keys().keys(now).byId().get(keyId);
    return key != null && key.fits(algorithm) && jws.isSignedBy(key, algorithm, signatures);
  }

  private boolean isCurrent(JsonObject claims, Instant now) {
    Instant expires = NumericDate.of(claims, "exp");
    Instant issued = NumericDate.of(claims, "iat");
    return expires != null
        && issued != null
        && now.isBefore(expires)
        && !issued.isAfter(now.plus(clockSkew));
  }

  /** The agent cannot approve its own action. */
  private static boolean isFor(SubjectId agent, JsonObject claims) {
    return claims.string("act_sub").equals(Optional.of(agent.value()))
        && !claims.string("sub").equals(Optional.of(agent.value()));
  }

  private static boolean covers(JsonObject claims, AccessRequest request, String origin) {
    McpCall call = McpCall.of(request).orElse(null);
    Optional<String> action =
        ApprovedAction.digest(request.method(), origin, request.path(), call);
    return action.isPresent() && claims.string("action_sha256").equals(action);
  }

  private static Optional<ApprovalOutcome> verified(JsonObject claims) {
    String id = text(claims, "jti");
    String approver = text(claims, "sub");
    String issuer = text(claims, "iss");
    Instant expires = NumericDate.of(claims, "exp");
    String session = text(claims, "session");
    JsonValue singleUse = claims.get("single_use");
    boolean once = JsonBoolean.TRUE.equals(singleUse);
    boolean understood =
        (singleUse == null || singleUse instanceof JsonBoolean)
            && isTextOrAbsent(claims, "scope")
            && isTextOrAbsent(claims, "session")
            && isTextOrAbsent(claims, "txn");
    if (id == null
        || approver == null
        || issuer == null
        || expires == null
        || !understood
        || (session == null && text(claims, "txn") == null)) {
      return Optional.empty();
    }
    AgentFacts.Approval facts =
        new AgentFacts.Approval(id, approver, expires, scope(claims.string("scope").orElse("")));
    return Optional.of(
        new VerifiedApproval(facts, session, once ? useOf(issuer, id) : null));
  }

  /** What is there and not understood might narrow what was approved. */
  private static boolean isTextOrAbsent(JsonObject claims, String name) {
    return claims.get(name) == null || claims.string(name).isPresent();
  }

  /** The claim when it is a string of a sensible length. */
  private static @Nullable String text(JsonObject claims, String name) {
    return claims
        .string(name)
        .filter(text -> !text.isEmpty() && text.length() <= MAX_TEXT)
        .orElse(null);
  }

  private static List<String> scope(String scope) {
    return scope.isBlank() ? List.of() : List.of(scope.strip().split(" +"));
  }

  /** Another issuer's approval of the same id is another approval. */
  private static Sha256 useOf(String issuer, String id) {
    String named = "approval\0" + issuer + "\0" + id;
    return Sha256.of(named.getBytes(StandardCharsets.UTF_8));
  }
}
