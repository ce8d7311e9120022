package io.countersign.credentials.signature;

import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A message signature that holds for the request. Whether it was used before is not known yet:
 * whoever accepts it marks {@link #replayKey()} first, and as the last check of all, so that a
 * stranger can neither fill the store nor burn somebody's signature. Only {@link
 * MessageSignatureVerifier} makes one.
 */
public final class VerifiedSignature implements SignatureOutcome {
  private final AgentKey agent;
  private final LabelledSignature signature;
  private final SignatureParameters parameters;
  private final List<String> covered;
  private final boolean bodyVerified;
  private final Sha256 replayKey;
  private final Instant until;

  VerifiedSignature(
      AgentKey agent,
      LabelledSignature signature,
      SignatureParameters parameters,
      List<Component> covered,
      boolean bodyVerified,
      Sha256 replayKey,
      Instant until) {
    this.agent = agent;
    this.signature = signature;
    this.parameters = parameters;
    this.covered = covered.stream().map(Component::identifier).toList();
    this.bodyVerified = bodyVerified;
    this.replayKey = replayKey;
    this.until = until;
  }

  /** Who signed, as the directory names the key's owner. */
  public SubjectId subject() {
    return agent.subject();
  }

  /** The name of the configured directory that has the key. */
  public String directory() {
    return agent.directory();
  }

  /** The key's {@code kid} in its directory. */
  public String keyId() {
    return agent.keyId();
  }

  /** RFC 7638 thumbprint of the key that signed. */
  public Sha256 keyThumbprint() {
    return agent.key().thumbprint();
  }

  /** How long ago the directory's keys were last read. */
  public Duration keyAge() {
    return agent.keyAge();
  }

  /** Under which label the signature stood in the request. */
  public String label() {
    return signature.label();
  }

  public Instant created() {
    return parameters.created();
  }

  public Instant expires() {
    return parameters.expires();
  }

  /** The identifiers of the components, in the order in which they were signed. */
  public List<String> covered() {
    return covered;
  }

  /** Whether the body was seen whole and has the digest that was signed. */
  public boolean isBodyVerified() {
    return bodyVerified;
  }

  /** Names the signature's {@code nonce} under its key: another key's use of it is another. */
  public Sha256 replayKey() {
    return replayKey;
  }

  /** The last instant at which the signature could be accepted anywhere. */
  public Instant until() {
    return until;
  }
}
