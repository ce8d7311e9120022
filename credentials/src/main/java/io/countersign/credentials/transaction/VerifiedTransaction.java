package io.countersign.credentials.transaction;

import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import java.time.Duration;

/**
 * A transaction that its trust domain's service vouches for. It says what a request is part of,
 * never who sends it: it does not replace the caller's own credential. Only {@link
 * TransactionTokenVerifier} makes one.
 */
public final class VerifiedTransaction implements TransactionOutcome {
  private final JsonObject json;
  private final Sha256 digest;
  private final Duration keyAge;

  VerifiedTransaction(JsonObject json, Sha256 digest, Duration keyAge) {
    this.json = json;
    this.digest = digest;
    this.keyAge = keyAge;
  }

  /** The transaction's id, {@code txn}. */
  public String id() {
    return json.string("txn").orElseThrow();
  }

  /** The member {@code transaction} of the policy input; times are epoch seconds. */
  public JsonObject toJson() {
    return json;
  }

  /** SHA-256 of the token's text, as {@code tth} of a workload proof token has it. */
  public Sha256 digest() {
    return digest;
  }

  /** How long ago the issuer's keys were last read. */
  public Duration keyAge() {
    return keyAge;
  }
}
