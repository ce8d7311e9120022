package io.countersign.credentials.approval;

import io.countersign.credentials.SubjectIds;
import io.countersign.credentials.dpop.Origins;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jose.NumericDate;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.token.TokenRules;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.AgentFacts;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.McpCall;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the approval that a request brings in {@code x-countersign-approval}: a compact JWS of
 * type {@code approval+jwt} that names approver ({@code sub}), agent ({@code act_sub}), the agent's
 * session or transaction, and the action. Safe for use by many threads.
 */
public final class ApprovalVerifier {
  private static final Set<String> TYPES = Set.of("approval+jwt");
  private static final int MAX_TEXT = 2048;
  private static final int MAX_ID = 256;
  private static final List<String> TEXTS =
      List.of("iss", "sub", "act_sub", "jti", "txn", "session", "action_sha256", "scope");

  private final Map<String, ApprovalIssuer> issuers;
  private final Origins origins;
  private final JwtCheck check;

  /**
   * Accepts approvals of these issuers; without any, every approval is invalid.
   *
   * @throws IllegalArgumentException when one issuer is given twice
   */
  public ApprovalVerifier(
      Collection<ApprovalIssuer> issuers,
      Origins origins,
      TokenRules rules,
      SignatureProvider signatures) {
    Map<String, ApprovalIssuer> byName = new HashMap<>();
    for (ApprovalIssuer issuer : issuers) {
      if (byName.put(issuer.issuer(), issuer) != null) {
        throw new IllegalArgumentException("approval issuer " + issuer.issuer() + " given twice");
      }
    }
    this.issuers = Map.copyOf(byName);
    this.origins = origins;
    this.check = new JwtCheck(signatures, rules.clockSkew(), rules.maxKeyAge());
  }

  /**
   * Checks everything but whether it was used before.
   *
   * @param subject the verified subject, whom {@code act_sub} must name
   * @param self everyone who acts here and so cannot approve: subject and actors
   * @param tokenClaims whose {@code sid} and {@code txn} the approval's must not contradict
   */
  public ApprovalOutcome verify(
      AccessRequest request,
      String subject,
      Set<String> self,
      JsonObject tokenClaims,
      Instant now) {
    List<String> headers = request.headers().values(CredentialHeaders.APPROVAL);
    if (headers.isEmpty()) {
      return new ApprovalOutcome.None();
    }
    CompactJws approval =
        headers.size() == 1 ? CompactJws.parse(headers.getFirst()).orElse(null) : null;
    ApprovalIssuer issuer =
        approval == null ? null : issuers.get(approval.claims().string("iss").orElse(""));
    if (approval == null || issuer == null) {
      return new ApprovalOutcome.Invalid();
    }
    JsonObject claims = approval.claims();
    if (!(check.signature(approval, TYPES, issuer.algorithms(), issuer.keys(), now)
            instanceof JwtCheck.Outcome.Signed signed)
        || !isWellFormed(claims)
        || check.time(claims, now) != null
        || !claims.string("act_sub").orElse("").equals(subject)
        || !isFor(request, claims)
        || !isOfSession(claims, tokenClaims)) {
      return new ApprovalOutcome.Invalid();
    }
    VerifiedApproval verified = read(issuer, claims, self, signed.keys(), now);
    return verified == null ? new ApprovalOutcome.Invalid() : verified;
  }

  /** Each claim that is there has its type: one of another type is never taken as left out. */
  private static boolean isWellFormed(JsonObject claims) {
    for (String name : TEXTS) {
      if (claims.get(name) != null) {
        String text = claims.string(name).orElse("");
        if (text.isEmpty() || text.length() > MAX_TEXT) {
          return false;
        }
      }
    }
    JsonValue single = claims.get("single_use");
    return claims.get("iat") != null
        && claims.string("jti").orElse("").length() <= MAX_ID
        && (single == null || single instanceof JsonBoolean);
  }

  private boolean isFor(AccessRequest request, JsonObject claims) {
    Optional<String> origin = origins.of(request);
    if (origin.isEmpty()) {
      return false;
    }
    McpCall call = McpCall.of(request).orElse(null);
    if (call != null && call.tool() != null && call.arguments() == null) {
      return false; // the arguments have no digest that is theirs alone
    }
    Sha256 action = ApprovedAction.digest(request.method(), origin.get(), request.path(), call);
    return claims.string("action_sha256").orElse("").equals(action.base64Url());
  }

  /** It names a session or a transaction, and contradicts the token about neither. */
  private static boolean isOfSession(JsonObject approval, JsonObject token) {
    boolean named = approval.string("session").isPresent() || approval.string("txn").isPresent();
    return named
        && agree(approval.string("session"), token.string("sid"))
        && agree(approval.string("txn"), token.string("txn"));
  }

  private static boolean agree(Optional<String> mine, Optional<String> theirs) {
    return mine.isEmpty() || theirs.isEmpty() || mine.equals(theirs);
  }

  private static @Nullable VerifiedApproval read(
      ApprovalIssuer issuer, JsonObject claims, Set<String> self, KeySet keys, Instant now) {
    String id = claims.string("jti").orElse("");
    String approver = claims.string("sub").orElse("");
    String scope = claims.string("scope").orElse("");
    Instant expires = NumericDate.of(claims, "exp");
    if (id.isEmpty() || approver.isEmpty() || scope.isEmpty() || expires == null) {
      return null;
    }
    String approverId = SubjectIds.of(issuer.issuer(), approver).value();
    if (self.contains(approver) || self.contains(approverId)) {
      return null; // nobody approves what he does himself
    }
    boolean single = JsonBoolean.TRUE.equals(claims.get("single_use"));
    AgentFacts.Approval facts =
        new AgentFacts.Approval(id, approverId, expires, List.of(scope.split(" ", -1)));
    return new VerifiedApproval(
        facts,
        claims.string("session").orElse(null),
        single ? usedKey(issuer.issuer(), id) : null,
        keys.age(now));
  }

  /** Apart from every proof's key, which is a digest of 32 bytes and a jti. */
  private static Sha256 usedKey(String issuer, String id) {
    List<String> name = List.of("approval", issuer, id);
    return Sha256.of(CanonicalJson.bytes(JsonArray.ofStrings(name)));
  }
}
