package io.countersign.decision;

import io.countersign.decision.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The policy decision point: from a request to a recorded decision. */
public final class Pdp {
  private final RequestRules rules;
  private final CredentialHeaders credentialHeaders;
  private final CallerVerifier callers;
  private final ActivePolicies policies;
  private final DecisionLog log;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Incidents incidents;

  /**
   * @param random makes the decisions' ids; nothing secret depends on it; safe for use by many
   *     threads
   */
  public Pdp(
      RequestRules rules,
      CredentialHeaders credentialHeaders,
      CallerVerifier callers,
      ActivePolicies policies,
      DecisionLog log,
      InstantSource clock,
      RandomGenerator random,
      Incidents incidents) {
    this.rules = rules;
    this.credentialHeaders = credentialHeaders;
    this.callers = callers;
    this.policies = policies;
    this.log = log;
    this.clock = clock;
    this.random = random;
    this.incidents = incidents;
  }

  /**
   * Decides whether the request may pass, and records why. Never throws for anything a request can
   * bring about: what goes wrong inside is a denial, an overflowing stack included.
   */
  public Decision decide(AccessRequest request) {
    Instant now = clock.instant();
    DecisionId id = DecisionId.at(now, random);
    Finding finding;
    try {
      finding = find(request, id, now);
    } catch (RuntimeException | Error defect) {
      report(id, defect);
      finding = defect(request, id, now);
    }
    return record(id, now, finding);
  }

  /** What is recorded and answered. */
  private record Finding(
      Caller caller,
      Registration registration,
      PolicyInput input,
      Verdict verdict,
      @Nullable PolicyIdentity asked) {}

  private Finding find(AccessRequest request, DecisionId id, Instant now) {
    Policy policy = policies.current();
    Caller caller = identify(request, id, now);
    Registration registration = registration(caller.facts(), policy);
    PolicyInput input =
        PolicyInput.of(request, credentialHeaders, caller.facts(), registration, now);
    return switch (caller) {
      case Caller.Rejected rejected ->
          new Finding(caller, registration, input, Verdict.deny(rejected.reason()), null);
      case Caller.Verified ignored -> {
        PolicyIdentity asked = policy.identity();
        Verdict verdict = inTime(request, evaluate(policy, input, id));
        yield new Finding(caller, registration, input, verdict, asked);
      }
    };
  }

  /** A denial with as much of the request as can still be recorded. */
  private Finding defect(AccessRequest request, DecisionId id, Instant now) {
    Caller nobody = new Caller.Rejected(Reason.INTERNAL_ERROR, List.of(), CallerFacts.NOTHING);
    PolicyInput input;
    try {
      input =
          PolicyInput.of(
              request, credentialHeaders, CallerFacts.NOTHING, Registration.UNKNOWN, now);
    } catch (RuntimeException | Error unreadable) {
      report(id, unreadable);
      input = new PolicyInput(JsonObject.EMPTY, request, now);
    }
    Verdict denied = Verdict.deny(Reason.INTERNAL_ERROR);
    return new Finding(nobody, Registration.UNKNOWN, input, denied, null);
  }

  /** A listener that fails must not turn a denial into an exception. */
  private void report(DecisionId id, Throwable defect) {
    try {
      incidents.report(id, defect);
    } catch (RuntimeException | Error unheard) {
      // Nobody is left to tell; the record still says INTERNAL_ERROR.
    }
  }

  private Caller identify(AccessRequest request, DecisionId id, Instant now) {
    Optional<Reason> refusal = rules.refusal(request);
    if (refusal.isPresent()) {
      return new Caller.Rejected(refusal.get(), List.of(), CallerFacts.NOTHING);
    }
    try {
      return callers.verify(request, now);
    } catch (RuntimeException | Error defect) {
      report(id, defect);
      return new Caller.Rejected(Reason.INTERNAL_ERROR, List.of(), CallerFacts.NOTHING);
    }
  }

  private static Registration registration(CallerFacts facts, Policy policy) {
    SubjectId subject = facts.subject();
    return subject == null ? Registration.UNKNOWN : policy.registration(subject.value());
  }

  private Verdict evaluate(Policy policy, PolicyInput input, DecisionId id) {
    try {
      return policy.evaluate(input);
    } catch (RuntimeException | Error defect) {
      report(id, defect);
      return Verdict.deny(Reason.INTERNAL_ERROR);
    }
  }

  /** The one other look at the clock: it measures how long we took and decides nothing else. */
  private Verdict inTime(AccessRequest request, Verdict verdict) {
    Instant deadline = request.deadline();
    return deadline != null && clock.instant().isAfter(deadline)
        ? Verdict.deny(Reason.DEADLINE_EXCEEDED)
        : verdict;
  }

  private Decision record(DecisionId id, Instant now, Finding finding) {
    boolean verified = finding.caller() instanceof Caller.Verified;
    Decision.Summary summary = summary(id, finding);
    try {
      log.append(
          new DecisionRecord(
              id, now, verified, finding.input(), finding.verdict(), finding.asked()));
    } catch (LogUnavailableException | RuntimeException | Error unavailable) {
      report(id, unavailable);
      return deny(summary, Reason.LOG_UNAVAILABLE);
    }
    return switch (finding.verdict()) {
      case Verdict.Allow allow -> new Decision.Allow(summary, allow.effects());
      case Verdict.Deny deny ->
          new Decision.Deny(summary, deny.reason(), challenge(finding.caller()), deny.effects());
    };
  }

  private static List<Header> challenge(Caller caller) {
    return caller instanceof Caller.Rejected rejected ? rejected.challenge() : List.of();
  }

  private static Decision.Deny deny(Decision.Summary summary, Reason reason) {
    return new Decision.Deny(summary, reason, List.of(), Effects.NONE);
  }

  /** Names the subject only when it was verified: a refused credential proves no name. */
  private static Decision.Summary summary(DecisionId id, Finding finding) {
    boolean verified = finding.caller() instanceof Caller.Verified;
    SubjectId subject = finding.caller().facts().subject();
    PolicyIdentity asked = finding.asked();
    return new Decision.Summary(
        id,
        verified && subject != null ? subject.value() : null,
        verified ? finding.registration().owner() : null,
        asked == null ? null : asked.bundle());
  }
}
