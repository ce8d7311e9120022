package io.countersign.policy.rego.jvm;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import io.countersign.policy.rego.plan.Block;
import io.countersign.policy.rego.plan.Function;
import io.countersign.policy.rego.plan.Location;
import io.countersign.policy.rego.plan.Statement;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Writes the class of one function: a static method, and more when it is large. */
final class FunctionEmitter {
  private static final ClassFile CLASS_FILE =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofClassLoading(FunctionEmitter.class.getClassLoader())));
  private static final String BODY = "body";

  private final Linkage linkage;
  private final PlanCompiler.Shape shape;
  private final Function function;
  private final int ruleNumber;
  private final String className;
  private final ClassDesc self;
  private final Constants constants;
  private final Variables variables;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private int pieceCount;

  private record Piece(String name, List<Statement> statements) {}

  /**
   * The class of a function or an entrypoint.
   *
   * @param ruleNumber under which the result is remembered; -1 when it is not
   */
  FunctionEmitter(
      Linkage linkage,
      PlanCompiler.Shape shape,
      Function function,
      String className,
      int ruleNumber) {
    this.linkage = linkage;
    this.shape = shape;
    this.function = function;
    this.ruleNumber = ruleNumber;
    this.className = className;
    this.self = ClassDesc.of(className);
    this.constants = new Constants(self);
    // A large function keeps its variables in an array, so that it can be several methods.
    this.variables =
        new Variables(
            function.parameters(), Weight.ofBlocks(function.blocks()) > shape.maxMethodWeight());
    UsedLocals.of(function.blocks(), variables::place);
  }

  Linkage linkage() {
    return linkage;
  }

  ClassDesc self() {
    return self;
  }

  Constants constants() {
    return constants;
  }

  int maxMethodWeight() {
    return shape.maxMethodWeight();
  }

  Variables variables() {
    return variables;
  }

  /** What a conflict between two values of this function says. */
  String conflict() {
    return function.isRule()
        ? "rule " + function.reference() + " produced conflicting values"
        : "function " + function.reference() + " produced conflicting values for the same inputs";
  }

  /** Adds a method for statements, and gives its name. */
  String addPiece(List<Statement> statements) {
    Piece piece = new Piece("piece" + pieceCount++, statements);
    pieces.add(piece);
    return piece.name();
  }

  /** Returns the value on the stack. */
  void returnValue(CodeBuilder code) {
    if (shape.tracing()) {
      code.aload(0);
      constants.load(code, function.reference(), CD_String);
      code.invokestatic(
          Types.EVALUATION,
          "traceExit",
          MethodTypeDesc.of(Types.VALUE, Types.VALUE, Types.EVALUATION, CD_String));
    }
    code.areturn();
  }

  /** Tells where the next statement comes from. */
  void traceAt(CodeBuilder code, Location location) {
    trace(code, "traceAt", location);
  }

  /** Tells that a body of the rule begins: OPA's compiler resets its value first. */
  void traceBody(CodeBuilder code, Block block) {
    if (!block.statements().isEmpty()
        && block.statements().getFirst() instanceof Statement.ResetLocal first) {
      trace(code, "traceBody", first.location());
    }
  }

  private void trace(CodeBuilder code, String method, Location location) {
    if (shape.tracing() && location.isKnown()) {
      code.aload(0);
      constants.load(code, location, Types.LOCATION);
      code.invokevirtual(Types.EVALUATION, method, MethodTypeDesc.of(CD_void, Types.LOCATION));
    }
  }

  /** Writes the class and adds it to the policy's loader. */
  void emit() {
    byte[] bytes = CLASS_FILE.build(self, this::emit);
    linkage.loader().add(className, bytes, constants.toArray());
  }

  private void emit(ClassBuilder builder) {
    builder.withFlags(ACC_PUBLIC | ACC_FINAL);
    boolean remembers = function.isRule() && ruleNumber >= 0;
    MethodTypeDesc type = Linkage.type(function.parameters().size());
    if (function.isRule()) {
      emitRule(builder);
    }
    if (remembers) {
      builder.withMethodBody(
          Linkage.METHOD, type, ACC_PUBLIC | ACC_STATIC, code -> emitRemembering(code, type));
    }
    builder.withMethodBody(
        remembers ? BODY : Linkage.METHOD, type, ACC_PUBLIC | ACC_STATIC, this::emitBody);
    for (Piece piece = pieces.poll(); piece != null; piece = pieces.poll()) {
      List<Statement> statements = piece.statements();
      builder.withMethodBody(
          piece.name(),
          Types.PIECE_METHOD,
          ACC_PRIVATE | ACC_STATIC,
          code -> {
            new MethodEmitter(this, code, true).statements(statements);
            code.loadConstant(MethodEmitter.HELD).ireturn();
          });
    }
    constants.emit(builder);
  }

  /** Makes the class a {@link Rule}. */
  private void emitRule(ClassBuilder builder) {
    builder.withInterfaceSymbols(Types.RULE);
    builder.withMethodBody(
        ConstantDescs.INIT_NAME,
        ConstantDescs.MTD_void,
        ACC_PUBLIC,
        code ->
            code.aload(0)
                .invokespecial(CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_());
    builder.withMethodBody(
        "evaluate",
        Types.RULE_METHOD,
        ACC_PUBLIC | ACC_FINAL,
        code ->
            code.aload(1)
                .aload(2)
                .aload(3)
                .invokestatic(self, Linkage.METHOD, Types.RULE_METHOD)
                .areturn());
  }

  /** Evaluates the rule unless it was evaluated before. */
  private void emitRemembering(CodeBuilder code, MethodTypeDesc type) {
    Label fresh = code.newLabel();
    code.aload(0)
        .loadConstant(ruleNumber)
        .invokevirtual(Types.EVALUATION, "isRemembered", MethodTypeDesc.of(CD_boolean, CD_int))
        .ifeq(fresh)
        .aload(0)
        .loadConstant(ruleNumber)
        .invokevirtual(Types.EVALUATION, "remembered", MethodTypeDesc.of(Types.VALUE, CD_int))
        .areturn()
        .labelBinding(fresh)
        .aload(0)
        .loadConstant(ruleNumber)
        .aload(0)
        .aload(1)
        .aload(2)
        .invokestatic(self, BODY, type)
        .invokevirtual(
            Types.EVALUATION, "remember", MethodTypeDesc.of(Types.VALUE, CD_int, Types.VALUE))
        .areturn();
  }

  private void emitBody(CodeBuilder code) {
    int parameters = function.parameters().size();
    if (variables.inFrame()) {
      // The array takes the place of the first parameter, which goes into it before.
      code.loadConstant(variables.count()).anewarray(Types.VALUE);
      for (int i = 0; i < parameters; i++) {
        code.dup().loadConstant(i).aload(1 + i).aastore();
      }
      code.astore(Variables.FRAME_SLOT);
    } else {
      for (int i = parameters; i < variables.count(); i++) {
        code.aconst_null().astore(1 + i);
      }
    }
    MethodEmitter method = new MethodEmitter(this, code, false);
    method.charge(1 + Weight.ofBlocks(function.blocks()) / 8);
    if (shape.tracing()) {
      code.aload(0);
      constants.load(code, function.reference(), CD_String);
      code.invokevirtual(Types.EVALUATION, "traceEnter", MethodTypeDesc.of(CD_void, CD_String));
    }
    method.bodies(function.blocks());
    code.aconst_null();
    returnValue(code);
  }
}
