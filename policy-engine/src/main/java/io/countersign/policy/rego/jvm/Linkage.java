package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.builtin.Builtin;
import io.countersign.policy.rego.builtin.Builtins;
import io.countersign.policy.rego.plan.Function;
import io.countersign.policy.rego.plan.Plan;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the functions of a plan are, once compiled. */
final class Linkage {
  static final String PACKAGE = "io.countersign.policy.rego.compiled.";
  static final String METHOD = "call";

  private final Plan plan;
  private final PlanLoader loader = new PlanLoader();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final RuleTable rules;

  Linkage(Plan plan) {
    this.plan = plan;
    Map<List<String>, String> classes = new HashMap<>();
    for (Function function : plan.functions().values()) {
      numbers.put(function.name(), numbers.size());
      if (function.isRule()) {
        classes.put(function.path(), className(function));
      }
    }
    this.rules = new RuleTable(classes, loader);
  }

  PlanLoader loader() {
    return loader;
  }

  RuleTable rules() {
    return rules;
  }

  /** The number under which a rule's result is remembered. */
  int number(Function function) {
    return numbers.getOrDefault(function.name(), -1);
  }

  int count() {
    return numbers.size();
  }

  boolean isFunction(String name) {
    return plan.functions().containsKey(name);
  }

  String className(Function function) {
    return PACKAGE + "F" + number(function);
  }

  /** The class of the function of a name. */
  ClassDesc owner(String name) {
    return ClassDesc.of(PACKAGE + "F" + numbers.get(name));
  }

  /** The type of a function that takes so many arguments. */
  static MethodTypeDesc type(int arguments) {
    return MethodTypeDesc.of(Types.VALUE, Collections.nCopies(arguments, Types.VALUE))
        .insertParameterTypes(0, Types.EVALUATION);
  }

  /** The built-in function of a name, which {@link PlanCompiler} has checked. */
  Builtin builtin(String name) {
    return Builtins.of(name).orElseThrow();
  }
}
