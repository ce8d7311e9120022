package io.countersign.credentials;

import io.countersign.credentials.evidence.EvidenceKind;
import io.countersign.credentials.evidence.EvidenceVerifier;
import io.countersign.credentials.evidence.VerifiedEvidence;
import io.countersign.credentials.token.VerifiedToken;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an issuer's tokens tell about where a workload runs. */
public sealed interface TokenEvidence {

  /** The evidence; empty when the token lacks it or has it in another form. */
  Optional<List<VerifiedEvidence>> read(VerifiedToken token);

  /**
   * The tokens are a platform's own.
   *
   * @param claims for {@link EvidenceKind#CI}: the claim, a JSON pointer, by the member's name
   */
  record OfPlatform(EvidenceKind kind, Map<String, String> claims) implements TokenEvidence {
    public OfPlatform {
      claims = Map.copyOf(claims);
    }

    @Override
    public Optional<List<VerifiedEvidence>> read(VerifiedToken token) {
      return EvidenceVerifier.ofToken(
              kind, token.facts().claims(), claims, token.facts().issuer(), token.keyAge())
          .map(List::of);
    }
  }

  /**
   * The issuer vouches for it.
   *
   * @param claims the claim, a JSON pointer, by the member of {@code evidence} and its name
   */
  record Vouched(Map<String, Map<String, String>> claims) implements TokenEvidence {
    public Vouched {
      claims = Map.copyOf(claims);
    }

    @Override
    public Optional<List<VerifiedEvidence>> read(VerifiedToken token) {
      return Optional.of(
          EvidenceVerifier.vouched(
              token.facts().issuer(), claims, token.facts().claims(), token.keyAge()));
    }
  }
}
