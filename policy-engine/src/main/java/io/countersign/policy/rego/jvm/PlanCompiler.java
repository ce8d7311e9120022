package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.builtin.Builtins;
import io.countersign.policy.rego.plan.Block;
import io.countersign.policy.rego.plan.Function;
import io.countersign.policy.rego.plan.Plan;
import io.countersign.policy.rego.plan.PlanException;
import io.countersign.policy.rego.plan.PlanReader;
import io.countersign.policy.rego.plan.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compiles plans to bytecode: one class for each function, whose blocks are jumps and whose local
 * variables are those of the JVM, so that the JIT compiler sees ordinary code.
 */
public final class PlanCompiler {
  private final Linkage linkage;

  /** Statements in one method: beyond 8,000 bytes of code HotSpot compiles no method. */
  static final int MAX_METHOD_WEIGHT = 320;

  private final Plan plan;
  private final Shape shape;

  /**
   * What code is written.
   *
   * @param tracing whether it tells a {@link Tracer} what it does
   * @param maxMethodWeight how many statements a method may have before it becomes several
   */
  record Shape(boolean tracing, int maxMethodWeight) {}

  private PlanCompiler(Plan plan, Shape shape) {
    this.linkage = new Linkage(plan);
    this.plan = plan;
    this.shape = shape;
  }

  /** Compiles a plan for evaluation. */
  public static CompiledPlan compile(Plan plan) throws PlanException {
    return compile(plan, new Shape(false, MAX_METHOD_WEIGHT));
  }

  /** Compiles a plan to code that tells a {@link Tracer} what it does, and is slower for it. */
  public static CompiledPlan compileTracing(Plan plan) throws PlanException {
    return compile(plan, new Shape(true, MAX_METHOD_WEIGHT));
  }

  static CompiledPlan compile(Plan plan, Shape shape) throws PlanException {
    try {
      return new PlanCompiler(plan, shape).compile();
    } catch (IllegalArgumentException | LinkageError | ClassNotFoundException e) {
      // Beyond what a class file holds, or what OPA's compiler does not write.
      throw new PlanException("cannot be compiled for the JVM (" + e + "): split the policy", e);
    }
  }

  private CompiledPlan compile() throws PlanException, ClassNotFoundException {
    for (Function function : plan.functions().values()) {
      check(function);
      new FunctionEmitter(
              linkage, shape, function, linkage.className(function), linkage.number(function))
          .emit();
    }
    Map<String, Rule> entrypoints = new TreeMap<>();
    Shape quiet = new Shape(false, shape.maxMethodWeight()); // an entrypoint only calls its rule
    for (Map.Entry<String, List<Block>> entry : plan.entrypoints().entrySet()) {
      String className = Linkage.PACKAGE + "E" + entrypoints.size();
      Function function =
          new Function(
              entry.getKey(),
              List.of(),
              List.of(Plan.INPUT, Plan.DATA),
              Plan.INPUT,
              entry.getValue());
      check(function);
      new FunctionEmitter(linkage, quiet, function, className, -1).emit();
      entrypoints.put(entry.getKey(), linkage.loader().rule(className));
    }
    linkage.loader().verify();
    return new CompiledPlan(entrypoints, linkage.count());
  }

  /** Whether everything that the function needs is there. */
  private void check(Function function) throws PlanException {
    Set<Integer> locals = new HashSet<>(function.parameters());
    UsedLocals.of(function.blocks(), locals::add);
    if (locals.size() > PlanReader.MAX_LOCALS) {
      throw new PlanException(
          function.reference()
              + " has more than "
              + PlanReader.MAX_LOCALS
              + " local variables: split the rule");
    }
    for (Statement statement : (Iterable<Statement>) Statement.all(function.blocks())::iterator) {
      if (statement instanceof Statement.Call call && !linkage.isFunction(call.function())) {
        checkBuiltin(call);
      }
    }
  }

  private static void checkBuiltin(Statement.Call call) throws PlanException {
    String name = call.function();
    String refusal = Builtins.refusal(name).orElse(null);
    if (refusal != null) {
      throw new PlanException(
          call.location() + ": calls " + name + ", which " + refusal + ": remove the call");
    }
    if (Builtins.of(name).isEmpty()) {
      throw new PlanException(
          call.location()
              + ": calls "
              + name
              + ", which is no function of the policy and no built-in function of OPA 1.22");
    }
  }
}
