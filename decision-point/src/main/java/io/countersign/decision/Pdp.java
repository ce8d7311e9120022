package io.countersign.decision;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The policy decision point: from a request to a recorded decision. */
public final class Pdp {
  private final RequestRules rules;
  private final CallerVerifier callers;
  private final ActivePolicies policies;
  private final DecisionLog log;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Incidents incidents;

  /**
   * @param random makes the decisions' ids; nothing secret depends on it
   */
  public Pdp(
      RequestRules rules,
      CallerVerifier callers,
      ActivePolicies policies,
      DecisionLog log,
      InstantSource clock,
      RandomGenerator random,
      Incidents incidents) {
    this.rules = rules;
    this.callers = callers;
    this.policies = policies;
    this.log = log;
    this.clock = clock;
    this.random = random;
    this.incidents = incidents;
  }

  /**
   * Decides whether the request may pass, and records why. Never throws for anything a request can
   * bring about: what goes wrong inside is a denial.
   */
  public Decision decide(AccessRequest request) {
    Instant now = clock.instant();
    DecisionId id = DecisionId.at(now, random);
    Policy policy = policies.current();
    Caller caller = identify(request, id, now);
    Registration registration = registration(caller.facts(), policy);
    PolicyInput input = PolicyInput.of(request, caller.facts(), registration, now);
    Verdict verdict =
        switch (caller) {
          case Caller.Rejected rejected -> Verdict.deny(rejected.reason());
          case Caller.Verified verified -> inTime(request, evaluate(policy, input, id));
        };
    return record(id, caller, registration, input, verdict, policy);
  }

  private Caller identify(AccessRequest request, DecisionId id, Instant now) {
    Optional<Reason> refusal = rules.refusal(request);
    if (refusal.isPresent()) {
      return new Caller.Rejected(refusal.get(), List.of(), CallerFacts.NOTHING);
    }
    try {
      return callers.verify(request, now);
    } catch (RuntimeException defect) {
      incidents.report(id, defect);
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
    } catch (RuntimeException defect) {
      incidents.report(id, defect);
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

  private Decision record(
      DecisionId id,
      Caller caller,
      Registration registration,
      PolicyInput input,
      Verdict verdict,
      Policy policy) {
    boolean verified = caller instanceof Caller.Verified;
    PolicyIdentity asked = verified ? policy.identity() : null;
    Decision.Summary summary = summary(id, caller, registration, asked);
    try {
      log.append(new DecisionRecord(id, input.time(), verified, input, verdict, asked));
    } catch (LogUnavailableException unavailable) {
      incidents.report(id, unavailable);
      return deny(summary, Reason.LOG_UNAVAILABLE);
    } catch (RuntimeException defect) {
      incidents.report(id, defect);
      return deny(summary, Reason.LOG_UNAVAILABLE);
    }
    return switch (verdict) {
      case Verdict.Allow allow -> new Decision.Allow(summary, allow.effects());
      case Verdict.Deny deny ->
          new Decision.Deny(summary, deny.reason(), challenge(caller), deny.effects());
    };
  }

  private static List<Header> challenge(Caller caller) {
    return caller instanceof Caller.Rejected rejected ? rejected.challenge() : List.of();
  }

  private static Decision.Deny deny(Decision.Summary summary, Reason reason) {
    return new Decision.Deny(summary, reason, List.of(), Effects.NONE);
  }

  /** Names the subject only when it was verified: a refused credential proves no name. */
  private static Decision.Summary summary(
      DecisionId id, Caller caller, Registration registration, @Nullable PolicyIdentity asked) {
    boolean verified = caller instanceof Caller.Verified;
    SubjectId subject = caller.facts().subject();
    return new Decision.Summary(
        id,
        verified && subject != null ? subject.value() : null,
        verified ? registration.owner() : null,
        asked == null ? null : asked.bundle());
  }
}
