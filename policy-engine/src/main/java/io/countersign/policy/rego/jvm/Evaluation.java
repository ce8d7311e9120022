package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.builtin.EvaluationContext;
import io.countersign.policy.rego.plan.Location;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoValue;
import org.jspecify.annotations.Nullable;

/** One evaluation in progress; compiled code calls its methods. Used by one thread. */
public final class Evaluation {
  private static final Object UNDEFINED = new Object();

  private final EvaluationContext context;
  private final boolean strict;
  private final @Nullable Tracer tracer;
  private @Nullable Object[] remembered;
  private @Nullable RegoValue result;
  private @Nullable RegoValue returned;

  /**
   * An evaluation.
   *
   * @param rules how many rules there are to remember the results of
   * @param strict whether an error inside a built-in function ends the evaluation
   */
  Evaluation(EvaluationContext context, int rules, boolean strict, @Nullable Tracer tracer) {
    this.context = context;
    this.strict = strict;
    this.tracer = tracer;
    this.remembered = new @Nullable Object[rules];
  }

  EvaluationContext context() {
    return context;
  }

  boolean isStrict() {
    return strict;
  }

  /** The value of the entrypoint; null when it is undefined. */
  @Nullable RegoValue result() {
    return result;
  }

  /** Accounts for so many statements. */
  public void charge(long statements) {
    context.charge(statements);
  }

  /** Whether a rule was evaluated before, for the input and data in force. */
  public boolean isRemembered(int rule) {
    return remembered[rule] != null;
  }

  /** The result of a rule that was evaluated before; null when it was undefined. */
  public @Nullable RegoValue remembered(int rule) {
    return remembered[rule] instanceof RegoValue value ? value : null;
  }

  /** Remembers a rule's result, and gives it back. */
  public @Nullable RegoValue remember(int rule, @Nullable RegoValue value) {
    remembered[rule] = value == null ? UNDEFINED : value;
    return value;
  }

  /** Forgets all results while input or data differ; gives what {@link #recall} takes. */
  public @Nullable Object[] forget() {
    @Nullable Object[] before = remembered;
    remembered = new @Nullable Object[before.length];
    return before;
  }

  /** Ends what {@link #forget} began. */
  public void recall(@Nullable Object[] before) {
    remembered = before;
  }

  /** Gives a result of the entrypoint; the first counts, as there is one in OPA's plans. */
  public void addResult(@Nullable RegoValue document) {
    if (result == null && document instanceof RegoObject object) {
      result = object.get("result");
    }
  }

  /** Keeps what a piece of a function returns for the function itself. */
  public void setReturned(@Nullable RegoValue value) {
    returned = value;
  }

  public @Nullable RegoValue returned() {
    return returned;
  }

  public void traceEnter(String reference) {
    if (tracer != null) {
      tracer.enter(reference);
    }
  }

  public void traceBody(Location location) {
    if (tracer != null) {
      tracer.body(location);
    }
  }

  public void traceAt(Location location) {
    if (tracer != null) {
      tracer.at(location);
    }
  }

  /** Tells of a result, and gives it back. */
  public static @Nullable RegoValue traceExit(
      @Nullable RegoValue value, Evaluation evaluation, String reference) {
    if (evaluation.tracer != null) {
      evaluation.tracer.exit(reference, value);
    }
    return value;
  }
}
