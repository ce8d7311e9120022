package io.countersign.decision;

import io.countersign.decision.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the caller. Verified inside a {@link Caller.Verified}; inside a {@link
 * Caller.Rejected} it is only what was read before the refusal.
 *
 * @param subject null when nobody was named
 * @param certificate null when there is none
 * @param actors the delegation chain, current actor first
 * @param evidence the member {@code evidence} of the policy input
 * @param transaction the member {@code transaction} of the policy input: the chain of calls that
 *     this one belongs to (draft-ietf-oauth-transaction-tokens); empty when there is none
 * @param sharedCredential whether the credential was seen with other workloads
 * @param trustDataAge age of the oldest trust data that was used
 */
public record CallerFacts(
    @Nullable SubjectId subject,
    @Nullable CertificateFacts certificate,
    CredentialFacts credential,
    List<Actor> actors,
    AgentFacts agent,
    JsonObject evidence,
    JsonObject transaction,
    boolean sharedCredential,
    Duration trustDataAge,
    Attribution attribution) {
  public static final CallerFacts NOTHING =
      new CallerFacts(
          null,
          null,
          CredentialFacts.NONE,
          List.of(),
          AgentFacts.NONE,
          JsonObject.EMPTY,
          JsonObject.EMPTY,
          false,
          Duration.ZERO,
          new Attribution(Attribution.Level.NONE, List.of("no credential was verified")));

  public CallerFacts {
    actors = List.copyOf(actors);
  }
}
