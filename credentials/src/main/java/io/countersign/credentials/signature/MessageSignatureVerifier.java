package io.countersign.credentials.signature;

import io.countersign.credentials.dpop.Origins;
import io.countersign.credentials.jose.Base64Url;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signature that an agent put on its request (RFC 9421 §3.2). Keys come from the
 * configured directories alone, found by their thumbprint; never from the message.
 */
public final class MessageSignatureVerifier {
  private static final byte[] REPLAY_PURPOSE =
      "http message signature nonce".getBytes(StandardCharsets.US_ASCII);

  private final List<AgentDirectory> directories;
  private final Origins origins;
  private final SignatureRules rules;
  private final SignatureProvider signatures;

  public MessageSignatureVerifier(
      List<AgentDirectory> directories,
      Origins origins,
      SignatureRules rules,
      SignatureProvider signatures) {
    this.directories = List.copyOf(directories);
    this.origins = origins;
    this.rules = rules;
    this.signatures = signatures;
  }

  /** Whether there is anybody whose signatures are looked at. */
  public boolean knowsAgents() {
    return !directories.isEmpty();
  }

  /** Checks everything but replay. */
  public SignatureOutcome verify(AccessRequest request, Instant now) {
    Headers headers = request.headers();
    if (headers.values(LabelledSignature.SIGNATURE).isEmpty()
        && headers.values(LabelledSignature.SIGNATURE_INPUT).isEmpty()) {
      return new SignatureOutcome.NotSigned();
    }
    Optional<List<LabelledSignature>> all = LabelledSignature.all(headers);
    if (all.isEmpty()) {
      return refused(Reason.SIGNATURE_MALFORMED);
    }
    List<LabelledSignature> ours = all.get().stream().filter(rules::isForUs).toList();
    if (ours.isEmpty()) {
      return new SignatureOutcome.NotSigned();
    }
    return ours.size() == 1
        ? verify(ours.getFirst(), request, now)
        : refused(Reason.SIGNATURE_MULTIPLE);
  }

  /** What it says, then whose key, then whether it holds; only then times and body. */
  private SignatureOutcome verify(LabelledSignature signature, AccessRequest request, Instant now) {
    Optional<SignatureParameters> parsed = SignatureParameters.of(signature.input().getParams());
    if (parsed.isEmpty()) {
      return refused(Reason.SIGNATURE_PARAMETERS);
    }
    SignatureParameters parameters = parsed.get();
    Optional<List<Component>> covered = SignatureBase.components(signature.input());
    if (covered.isEmpty()) {
      return refused(Reason.SIGNATURE_COMPONENT);
    }
    boolean needsContent = rules.requireContentDigest() && mayHaveBody(request);
    if (!Coverage.isEnough(covered.get(), request, needsContent)) {
      return refused(Reason.SIGNATURE_COVERAGE);
    }
    AgentKey agent = find(parameters.keyId(), now);
    if (agent == null) {
      return refused(Reason.SIGNATURE_UNKNOWN_KEY);
    }
    if (isTooOld(agent)) {
      return refused(Reason.ISSUER_UNAVAILABLE);
    }
    Optional<MessageAlgorithm> algorithm = MessageAlgorithm.of(agent.key(), parameters.algorithm());
    if (algorithm.isEmpty()) {
      return refused(Reason.SIGNATURE_ALGORITHM);
    }
    String base = base(signature, covered.get(), request);
    if (base == null) {
      return refused(Reason.SIGNATURE_COMPONENT);
    }
    byte[] message = base.getBytes(StandardCharsets.US_ASCII);
    if (!signatures.verify(algorithm.get().jws(), agent.key(), message, signature.toBytes())) {
      return refused(Reason.SIGNATURE_INVALID);
    }
    Reason untimely = untimely(parameters, now);
    if (untimely != null) {
      return refused(untimely);
    }
    boolean bodySeen = Coverage.coversContent(covered.get()) && isBodySeen(request);
    if ((needsContent && !bodySeen) || (bodySeen && !isBodySigned(request))) {
      return refused(Reason.SIGNATURE_CONTENT);
    }
    return new VerifiedSignature(
        agent,
        signature,
        parameters,
        covered.get(),
        bodySeen,
        replayKey(agent, parameters),
        parameters.expires().plus(rules.clockSkew()));
  }

  private @Nullable String base(
      LabelledSignature signature, List<Component> covered, AccessRequest request) {
    Optional<String> origin = origins.of(request);
    return origin.isEmpty()
        ? null
        : SignatureBase.text(
            covered, signature.input(), new ComponentValues(request, origin.get()));
  }

  /** Null when no directory has the key, or it is not certain whose it is. */
  private @Nullable AgentKey find(String keyId, Instant now) {
    byte[] digest = Base64Url.decode(keyId);
    if (digest == null || digest.length != Sha256.BYTES) {
      return null;
    }
    Sha256 thumbprint = Sha256.fromBytes(digest);
    List<AgentKey> found =
        directories.stream().flatMap(one -> one.find(thumbprint, now).stream()).toList();
    if (found.stream().allMatch(this::isTooOld)) {
      found = directories.stream().flatMap(one -> one.refetch(thumbprint, now).stream()).toList();
    }
    boolean certain = found.stream().map(AgentKey::subject).distinct().count() == 1;
    return certain ? found.getFirst() : null;
  }

  private boolean isTooOld(AgentKey agent) {
    return agent.keyAge().compareTo(rules.maxKeyAge()) > 0;
  }

  private @Nullable Reason untimely(SignatureParameters parameters, Instant now) {
    Instant created = parameters.created();
    Instant expires = parameters.expires();
    if (Duration.between(created, expires).compareTo(rules.maxLifetime()) > 0) {
      return Reason.SIGNATURE_LIFETIME;
    }
    if (created.isAfter(now.plus(rules.clockSkew()))) {
      return Reason.SIGNATURE_NOT_YET_VALID;
    }
    boolean fresh = now.isBefore(expires) && !created.isBefore(now.minus(rules.maxAge()));
    return fresh ? null : Reason.SIGNATURE_EXPIRED;
  }

  /** As its fields say too, since the gateway may pass requests without their bodies. */
  private static boolean mayHaveBody(AccessRequest request) {
    Headers headers = request.headers();
    return !request.body().isEmpty()
        || request.body().truncated()
        || !headers.values("transfer-encoding").isEmpty()
        || headers.values("content-length").stream().anyMatch(length -> !length.equals("0"));
  }

  private static boolean isBodySeen(AccessRequest request) {
    return !request.body().isEmpty() && !request.body().truncated();
  }

  private static boolean isBodySigned(AccessRequest request) {
    return ContentDigest.holds(
        request.headers().values(ContentDigest.FIELD), request.body().toBytes());
  }

  private static Sha256 replayKey(AgentKey agent, SignatureParameters parameters) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(REPLAY_PURPOSE);
    digest.update(agent.key().thumbprint().toBytes());
    digest.update(parameters.nonce().getBytes(StandardCharsets.US_ASCII));
    return Sha256.fromBytes(digest.digest());
  }

  private static SignatureOutcome refused(Reason reason) {
    return new SignatureOutcome.Refused(reason);
  }
}
