package io.countersign.policy.rego.jvm;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;

import io.countersign.policy.rego.builtin.Builtin;
import io.countersign.policy.rego.plan.Location;
import io.countersign.policy.rego.value.Members;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoValue;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** The types that compiled code names. */
final class Types {
  static final ClassDesc VALUE = of(RegoValue.class);
  static final ClassDesc VALUES = VALUE.arrayType();
  static final ClassDesc OBJECTS = CD_Object.arrayType();
  static final ClassDesc BOOLEAN = of(RegoBoolean.class);
  static final ClassDesc NULL = of(RegoNull.class);
  static final ClassDesc MEMBERS = of(Members.class);
  static final ClassDesc LOCATION = of(Location.class);
  static final ClassDesc BUILTIN = of(Builtin.class);
  static final ClassDesc EVALUATION = of(Evaluation.class);
  static final ClassDesc OPERATIONS = of(Operations.class);
  static final ClassDesc RULE = of(Rule.class);
  static final ClassDesc RULE_TABLE = of(RuleTable.class);

  /** A rule: input and data to a value. */
  static final MethodTypeDesc RULE_METHOD = MethodTypeDesc.of(VALUE, EVALUATION, VALUE, VALUE);

  /** A piece of a function: its local variables to how it ended. */
  static final MethodTypeDesc PIECE_METHOD = MethodTypeDesc.of(CD_int, EVALUATION, VALUES);

  private Types() {}

  private static ClassDesc of(Class<?> type) {
    return ClassDesc.of(type.getName());
  }
}
