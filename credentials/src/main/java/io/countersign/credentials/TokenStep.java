package io.countersign.credentials;

import io.countersign.credentials.dpop.DpopOutcome;
import io.countersign.credentials.dpop.DpopVerifier;
import io.countersign.credentials.dpop.VerifiedProof;
import io.countersign.credentials.jose.CompactJws;
import io.countersign.credentials.jwtsvid.JwtSvidOutcome;
import io.countersign.credentials.jwtsvid.JwtSvidVerifier;
import io.countersign.credentials.jwtsvid.VerifiedJwtSvid;
import io.countersign.credentials.token.AccessTokenVerifier;
import io.countersign.credentials.token.Confirmation;
import io.countersign.credentials.token.TokenOutcome;
import io.countersign.credentials.token.VerifiedToken;
import io.countersign.credentials.x509.VerifiedCertificate;
import io.countersign.decision.CredentialFacts;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The token under Bearer or DPoP: an access token, its binding and its proof; or a JWT-SVID. */
record TokenStep(AccessTokenVerifier tokens, DpopVerifier proofs, JwtSvidVerifier jwtSvids)
    implements Step {
  @Override
  public @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    return switch (presented.authorization()) {
      case Authorization.Dpop dpop -> accessToken(presented, dpop.token(), true, learnt, now);
      case Authorization.Bearer bearer -> {
        CompactJws svid = jwtSvid(bearer.token());
        yield svid == null
            ? accessToken(presented, bearer.token(), false, learnt, now)
            : check(svid, learnt, now);
      }
      case Authorization.WorkloadProof proof -> null;
      case Authorization.Absent absent -> null;
      case Authorization.Refused refused -> refused.reason();
    };
  }

  /** The token taken apart when it is one; null when it is, or may be, an access token. */
  private @Nullable CompactJws jwtSvid(String text) {
    CompactJws token = CompactJws.parse(text).orElse(null);
    return token != null
            && JwtSvidVerifier.looksLike(token)
            && !tokens.knows(token.claims().string("iss").orElse(""))
        ? token
        : null;
  }

  private @Nullable Reason check(CompactJws svid, Learnt learnt, Instant now) {
    learnt.presentedAs(CredentialFacts.Scheme.BEARER);
    return switch (jwtSvids.verify(svid, now)) {
      case JwtSvidOutcome.Rejected rejected -> {
        learnt.readRejected(rejected.facts());
        yield rejected.reason();
      }
      case VerifiedJwtSvid held -> {
        learnt.read(held);
        yield null;
      }
    };
  }

  private @Nullable Reason accessToken(
      Presented presented, String text, boolean dpop, Learnt learnt, Instant now) {
    learnt.presentedAs(dpop ? CredentialFacts.Scheme.DPOP : CredentialFacts.Scheme.BEARER);
    return switch (tokens.verify(text, now)) {
      case TokenOutcome.Rejected rejected -> {
        learnt.readRejected(rejected.facts());
        yield rejected.reason();
      }
      case VerifiedToken token -> {
        learnt.read(token);
        Reason refusal = refusedBinding(token, dpop, learnt.certificate());
        yield refusal == null ? refusedProof(presented, token, learnt, now) : refusal;
      }
    };
  }

  private @Nullable Reason refusedProof(
      Presented presented, VerifiedToken token, Learnt learnt, Instant now) {
    Sha256 key = token.confirmation().keyThumbprint();
    if (key != null) {
      switch (proofs.verify(presented.request(), token.digest(), key, now)) {
        case DpopOutcome.Refused refused -> {
          return refused.reason();
        }
        case VerifiedProof held -> learnt.read(held);
      }
    }
    learnt.confirm(token.confirmation());
    return null;
  }

  /** The scheme must fit what the token is bound to, and its certificate must be there. */
  private static @Nullable Reason refusedBinding(
      VerifiedToken token, boolean dpop, @Nullable VerifiedCertificate certificate) {
    Confirmation confirmation = token.confirmation();
    if (!confirmation.isBound() && (dpop || token.issuer().requireBinding())) {
      return Reason.TOKEN_UNBOUND;
    }
    if (dpop && confirmation.keyThumbprint() == null) {
      return Reason.TOKEN_CONFIRMATION;
    }
    if (!dpop && confirmation.keyThumbprint() != null) {
      return Reason.TOKEN_BOUND_AS_BEARER;
    }
    Sha256 wanted = confirmation.certificate();
    if (wanted == null) {
      return null;
    }
    if (certificate == null) {
      return Reason.CERTIFICATE_MISSING;
    }
    return wanted.equals(certificate.thumbprint()) ? null : Reason.CERTIFICATE_MISMATCH;
  }
}
