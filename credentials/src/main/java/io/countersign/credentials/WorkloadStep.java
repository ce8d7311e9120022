package io.countersign.credentials;

import io.countersign.credentials.transaction.VerifiedTransaction;
import io.countersign.credentials.wimse.VerifiedWit;
import io.countersign.credentials.wimse.VerifiedWpt;
import io.countersign.credentials.wimse.WitOutcome;
import io.countersign.credentials.wimse.WitVerifier;
import io.countersign.credentials.wimse.WptOutcome;
import io.countersign.credentials.wimse.WptVerifier;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The workload identity token and the proof that goes with it, if any. */
record WorkloadStep(WitVerifier identities, WptVerifier proofs) implements Step {
  @Override
  public @Nullable Reason check(Presented presented, Learnt learnt, Instant now) {
    return switch (identities.verify(presented.request(), now)) {
      case WitOutcome.Absent absent ->
          proofs.isPresented(presented.request(), proof(presented)) ? Reason.WIT_MISSING : null;
      case WitOutcome.Refused refused -> {
        learnt.readRejected(refused.facts());
        yield refused.reason();
      }
      case VerifiedWit identity -> check(presented, identity, learnt, now);
    };
  }

  private @Nullable Reason check(
      Presented presented, VerifiedWit identity, Learnt learnt, Instant now) {
    learnt.readRejected(identity.facts()); // until it is proved
    VerifiedTransaction transaction = learnt.transaction();
    WptVerifier.Companions companions =
        new WptVerifier.Companions(
            accessToken(presented), transaction == null ? null : transaction.digest());
    return switch (proofs.verify(
        presented.request(), proof(presented), identity, companions, now)) {
      case WptOutcome.Refused refused -> refused.reason();
      case VerifiedWpt held -> {
        learnt.read(identity, held);
        yield null;
      }
    };
  }

  private static @Nullable String proof(Presented presented) {
    return presented.authorization() instanceof Authorization.WorkloadProof proof
        ? proof.token()
        : null;
  }

  private static @Nullable Sha256 accessToken(Presented presented) {
    String token =
        switch (presented.authorization()) {
          case Authorization.Dpop dpop -> dpop.token();
          case Authorization.Bearer bearer -> bearer.token();
          case Authorization.WorkloadProof proof -> null;
          case Authorization.Absent absent -> null;
          case Authorization.Refused refused -> null;
        };
    return token == null ? null : Sha256.of(token.getBytes(StandardCharsets.UTF_8));
  }
}
