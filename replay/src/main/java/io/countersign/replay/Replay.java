package io.countersign.replay;

import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Reason;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.LogScan;
import io.countersign.policy.BundlePolicy;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Evaluates the decisions of a log again. By the bundles that made them, the answers must be those
 * that were recorded, since time and random numbers are taken from the record; by another bundle it
 * shows what would change.
 */
public final class Replay {
  /**
   * What policy did not say but the clock, the disk or a defect, so that it need not come again.
   */
  private static final Set<String> NOT_OF_POLICY =
      Set.of(
          Reason.DEADLINE_EXCEEDED.name(),
          Reason.EVALUATION_LIMIT.name(),
          Reason.INTERNAL_ERROR.name(),
          Reason.LOG_UNAVAILABLE.name(),
          Reason.POLICY_STALE.name());

  private final Selection selection;
  private final int threads;
  private final LongConsumer progress;

  /**
   * A replay.
   *
   * @param progress is told how many records more were looked at; by several threads
   */
  public Replay(Selection selection, int threads, LongConsumer progress) {
    this.selection = selection;
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * By the policies that decided.
   *
   * @throws IOException when the log cannot be read, or its records are not what its checkpoint
   *     covers
   */
  public ReplayReport withRecorded(LogReader log, KeptPolicies policies) throws IOException {
    ReplayReport.Collector found = new ReplayReport.Collector();
    scan(
        log,
        found,
        (index, decision) -> {
          PolicyIdentity identity = decision.policy().orElseThrow();
          KeptPolicies.Found kept = policies.find(identity);
          if (kept.policy() == null) {
            found.differs(index, decision.id(), kept.problem());
            return;
          }
          Outcome replayed = evaluate(kept.policy(), decision.input());
          Optional<String> difference = replayed.differenceFrom(decision.outcome());
          if (difference.isEmpty()) {
            found.agrees();
          } else if (decision.isIncomplete()) {
            found.setAside("the record leaves out what policy saw");
          } else if (decision.hadBody()) {
            found.setAside("policy may have read the body, of which only the digest is recorded");
          } else {
            found.differs(index, decision.id(), difference.get());
          }
        });
    return found.report();
  }

  /**
   * By another policy, and what its registry says of the subjects.
   *
   * @throws IOException when the log cannot be read, or its records are not what its checkpoint
   *     covers
   */
  public WhatIf withOther(LogReader log, BundlePolicy policy) throws IOException {
    WhatIf.Collector found = new WhatIf.Collector();
    scan(
        log,
        found,
        (index, decision) -> {
          PolicyInput input = decision.input();
          PolicyInput asked =
              input
                  .subjectId()
                  .map(subject -> input.registeredAs(policy.registration(subject)))
                  .orElse(input);
          found.compare(index, decision, evaluate(policy, asked));
        });
    return found.report();
  }

  private static Outcome evaluate(BundlePolicy policy, PolicyInput input) {
    return Outcome.of(policy.evaluate(input, System.Logger.Level.DEBUG));
  }

  /** Looks at a decision that policy made. */
  private interface Look {
    void at(long index, RecordedDecision decision) throws MalformedRecordException;
  }

  /** What is counted whichever policy is asked. */
  interface Counts {
    void setAside(String why);

    void malformed(long index, String what);
  }

  private void scan(LogReader log, Counts counts, Look look) throws IOException {
    LogScan.run(
        log,
        threads,
        (first, records) -> {
          for (int i = 0; i < records.size(); i++) {
            one(first + i, records.get(i), counts, look);
          }
          progress.accept(records.size());
        });
  }

  private void one(long index, byte[] record, Counts counts, Look look) {
    try {
      Optional<RecordedDecision> decision =
          JsonParser.parse(record) instanceof JsonObject object
              ? RecordedDecision.of(object)
              : Optional.empty();
      if (decision.isEmpty() || !selection.contains(decision.get())) {
        return;
      }
      String reason = decision.get().text("reason");
      if (NOT_OF_POLICY.contains(reason)) {
        counts.setAside(reason);
      } else if (decision.get().policy().isEmpty()) {
        counts.setAside("refused before policy was asked: " + reason);
      } else {
        look.at(index, decision.get());
      }
    } catch (JsonSyntaxException e) {
      counts.malformed(index, "is no JSON");
    } catch (MalformedRecordException e) {
      counts.malformed(index, String.valueOf(e.getMessage()));
    }
  }

  /** How many examples a report gives of anything. */
  static final int EXAMPLES = 10;

  /** A decision that a report names. */
  public record Example(long index, String id) {}

  /** Adds to a list that is long enough at {@link #EXAMPLES}. */
  static <T> void addExample(List<T> examples, T example) {
    synchronized (examples) {
      if (examples.size() < EXAMPLES) {
        examples.add(example);
      }
    }
  }
}
