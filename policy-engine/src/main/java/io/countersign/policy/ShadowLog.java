package io.countersign.policy;

import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Verdict;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service's log of differences: who asked for what, and the reasons. Nothing else of the
 * request is told, and codes only when they look like codes, because a policy can put anything into
 * its result. The first of each kind in a minute are told, and at its end how many there were.
 */
final class ShadowLog {
  /** How many differences of one kind are told in a minute. */
  static final int TOLD_PER_MINUTE = 5;

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final int MAX_LENGTH = 200;
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  private final Consumer<String> sink;
  private final Map<ShadowComparison, Integer> told = new EnumMap<>(ShadowComparison.class);
  private long minuteStart;
  private @Nullable ShadowReport summed;

  /**
   * A log.
   *
   * @param nanos now, as {@link System#nanoTime} has it
   */
  ShadowLog(Consumer<String> sink, long nanos) {
    this.sink = sink;
    this.minuteStart = nanos;
  }

  /** Tells of a verdict that is not the same, unless there were many. */
  void difference(
      ShadowComparison comparison, PolicyInput input, Verdict given, Verdict candidate) {
    if (mayTell(comparison)) {
      sink.accept(
          heading(comparison) + asked(input) + ": " + words(given) + ", not " + words(candidate));
    }
  }

  /** Tells of a candidate that failed with an exception. */
  void failure(PolicyInput input, Throwable defect) {
    if (mayTell(ShadowComparison.FAILED)) {
      sink.accept(
          heading(ShadowComparison.FAILED)
              + asked(input)
              + ": "
              + defect.getClass().getSimpleName());
    }
  }

  /** Ends the minute when it is over, and sums up. */
  void tick(long nanos, @Nullable ShadowReport report) {
    if (nanos - minuteStart >= MINUTE) {
      minuteStart = nanos;
      told.clear();
      sum(report);
    }
  }

  /** Sums up what was counted, when that is news. */
  void sum(@Nullable ShadowReport report) {
    if (report == null || report.equals(summed) || report.evaluated() + report.dropped() == 0) {
      return;
    }
    summed = report;
    sink.accept(
        "shadow: of "
            + report.evaluated()
            + " requests the candidate "
            + name(report.candidate())
            + " answers "
            + report.same()
            + " like "
            + name(report.active())
            + ", would allow "
            + report.wouldAllow()
            + " and deny "
            + report.wouldDeny()
            + " more, differs otherwise on "
            + report.other()
            + ", fails on "
            + report.failed()
            + "; "
            + report.dropped()
            + " more were not asked");
  }

  private boolean mayTell(ShadowComparison comparison) {
    return told.merge(comparison, 1, Integer::sum) <= TOLD_PER_MINUTE;
  }

  private static String heading(ShadowComparison comparison) {
    return switch (comparison) {
      case SAME -> "shadow: the candidate agrees on ";
      case WOULD_ALLOW -> "shadow: the candidate would allow ";
      case WOULD_DENY -> "shadow: the candidate would deny ";
      case OTHER -> "shadow: the candidate answers otherwise to ";
      case FAILED -> "shadow: the candidate fails on ";
    };
  }

  private static String asked(PolicyInput input) {
    return shown(input.request().method() + " " + input.request().path())
        + " of "
        + shown(input.subjectId().orElse("nobody"));
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow ignored -> "ALLOWED";
      case Verdict.Deny deny -> {
        List<String> codes = deny.codes().stream().filter(c -> CODE.matcher(c).matches()).toList();
        yield codes.isEmpty() ? deny.reason().name() : String.join(" ", codes);
      }
    };
  }

  private static String name(PolicyIdentity policy) {
    String digest = policy.bundle().hex().substring(0, 12);
    return policy.revision().isEmpty()
        ? digest
        : digest + " (revision " + shown(policy.revision()) + ")";
  }

  /** Short, and without what could forge a line. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(MAX_LENGTH).forEach(c -> shown.appendCodePoint(printable(c) ? c : '?'));
    return shown.toString();
  }

  private static boolean printable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
