package io.countersign.policy.rego.jvm;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.countersign.policy.rego.builtin.Builtin;
import io.countersign.policy.rego.plan.Block;
import io.countersign.policy.rego.plan.Location;
import io.countersign.policy.rego.plan.Operand;
import io.countersign.policy.rego.plan.Statement;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one method. Blocks become labels, and a statement that does not hold becomes a jump to the
 * label at the end of its block.
 */
final class MethodEmitter {
  /** How a piece of a function says that its last statement held. */
  static final int HELD = -1;

  /** How a piece of a function says that the function returns. */
  static final int RETURNED = -2;

  private static final int MAX_PIECES = 64;

  private final FunctionEmitter function;
  private final CodeBuilder code;
  private final boolean piece;
  private final List<Level> levels = new ArrayList<>();
  private int nextSlot;
  private int room;

  /**
   * One block that is open.
   *
   * @param end where a break out of it goes
   * @param with what must be put back when it is left in another way
   */
  private record Level(Label end, @Nullable Replaced with) {}

  /** What a {@code with} replaced, and the slots that hold what was there. */
  private record Replaced(int local, int valueSlot, int memorySlot) {}

  /**
   * A method.
   *
   * @param piece whether it is a piece of a function, and answers how it ended
   */
  MethodEmitter(FunctionEmitter function, CodeBuilder code, boolean piece) {
    this.function = function;
    this.code = code;
    this.piece = piece;
    this.room = function.maxMethodWeight();
    this.nextSlot = function.variables().firstFreeSlot();
  }

  /** Writes the blocks of the function itself. */
  void bodies(List<Block> blocks) {
    for (Block block : blocks) {
      function.traceBody(code, block);
      blocks(List.of(block));
    }
  }

  /** Writes blocks that run one after the other, whether or not the one before ended early. */
  void blocks(List<Block> blocks) {
    for (Block block : blocks) {
      Label end = code.newLabel();
      block(block, new Level(end, null));
      code.labelBinding(end);
    }
  }

  private void block(Block block, Level level) {
    levels.addLast(level);
    statements(block.statements());
    levels.removeLast();
  }

  /** Writes statements here, or as pieces where they are too many for one method. */
  void statements(List<Statement> statements) {
    int weight = Weight.of(statements);
    if (!function.variables().inFrame() || weight <= room) {
      room -= weight;
      inline(statements);
      return;
    }
    if (statements.size() == 1) {
      inline(statements); // its blocks come back here, each on its own
      return;
    }
    // At most so many pieces, each with as many statements; a piece that is still too large has
    // pieces of its own.
    int size = Math.ceilDiv(statements.size(), MAX_PIECES);
    int from = 0;
    while (from < statements.size()) {
      int to = Math.min(from + size, statements.size());
      while (to < statements.size()
          && Weight.of(statements.subList(from, to + 1)) <= function.maxMethodWeight()) {
        to++;
      }
      piece(statements.subList(from, to));
      from = to;
    }
  }

  private void inline(List<Statement> statements) {
    for (Statement statement : statements) {
      statement(statement);
      if (statement instanceof Statement.Break || statement instanceof Statement.ReturnLocal) {
        return; // what follows is never reached
      }
    }
  }

  private void piece(List<Statement> statements) {
    String name = function.addPiece(statements);
    int ending = nextSlot++;
    code.aload(0)
        .aload(Variables.FRAME_SLOT)
        .invokestatic(function.self(), name, Types.PIECE_METHOD)
        .istore(ending);
    Label held = code.newLabel();
    code.iload(ending).loadConstant(HELD).if_icmpeq(held);
    for (int level : Weight.breaks(statements)) {
      Label other = code.newLabel();
      code.iload(ending).loadConstant(level).if_icmpne(other);
      leave(level);
      code.labelBinding(other);
    }
    restoreMemory();
    if (piece) {
      code.loadConstant(RETURNED).ireturn();
    } else {
      code.aload(0).invokevirtual(Types.EVALUATION, "returned", MethodTypeDesc.of(Types.VALUE));
      function.returnValue(code);
    }
    code.labelBinding(held);
  }

  private void statement(Statement statement) {
    function.traceAt(code, statement.location());
    switch (statement) {
      case Statement.ArrayAppend s -> {
        load(s.array());
        load(s.value());
        operation("append", CD_void, Types.VALUE, Types.VALUE);
      }
      case Statement.AssignInt s -> store(s.target(), () -> load(RegoNumber.of(s.value())));
      case Statement.AssignVar s -> store(s.target(), () -> load(s.source()));
      case Statement.AssignVarOnce s ->
          store(
              s.target(),
              () -> {
                load(s.target());
                load(s.source());
                function.constants().load(code, function.conflict(), CD_String);
                location(s.location());
                operation(
                    "assignOnce", Types.VALUE, Types.VALUE, Types.VALUE, CD_String, Types.LOCATION);
              });
      case Statement.Blocks s -> blocks(s.blocks());
      case Statement.Break s -> leave(s.levels());
      case Statement.Call s -> call(s);
      case Statement.CallDynamic s -> callDynamic(s);
      case Statement.Dot s -> {
        store(
            s.target(),
            () -> {
              load(s.source());
              load(s.key());
              operation("dot", Types.VALUE, Types.VALUE, Types.VALUE);
            });
        holdsWhenDefined(s.target());
      }
      case Statement.Equal s -> {
        load(s.first());
        load(s.second());
        operation("equal", CD_boolean, Types.VALUE, Types.VALUE);
        holdsWhen(true);
      }
      case Statement.IsArray s -> is("isArray", s.source());
      case Statement.IsDefined s -> holdsWhenDefined(s.source());
      case Statement.IsObject s -> is("isObject", s.source());
      case Statement.IsSet s -> is("isSet", s.source());
      case Statement.IsUndefined s -> {
        Label held = code.newLabel();
        load(s.source());
        code.ifnull(held);
        leave(0);
        code.labelBinding(held);
      }
      case Statement.Len s ->
          store(
              s.target(),
              () -> {
                load(s.source());
                operation("length", Types.VALUE, Types.VALUE);
              });
      case Statement.MakeArray s ->
          store(
              s.target(),
              () -> {
                code.loadConstant(s.capacity());
                operation("makeArray", Types.VALUE, CD_int);
              });
      case Statement.MakeNull s ->
          store(s.target(), () -> code.getstatic(Types.NULL, "NULL", Types.NULL));
      case Statement.MakeNumber s -> store(s.target(), () -> load(s.value()));
      case Statement.MakeObject s -> store(s.target(), () -> operation("makeObject", Types.VALUE));
      case Statement.MakeSet s -> store(s.target(), () -> operation("makeSet", Types.VALUE));
      case Statement.Nop _ -> {
        // Nothing to do.
      }
      case Statement.Not s -> not(s);
      case Statement.NotEqual s -> {
        load(s.first());
        load(s.second());
        operation("equal", CD_boolean, Types.VALUE, Types.VALUE);
        holdsWhen(false);
      }
      case Statement.ObjectInsert s -> {
        load(s.object());
        load(s.key());
        load(s.value());
        operation("insert", CD_void, Types.VALUE, Types.VALUE, Types.VALUE);
      }
      case Statement.ObjectInsertOnce s -> {
        load(s.object());
        load(s.key());
        load(s.value());
        location(s.location());
        operation("insertOnce", CD_void, Types.VALUE, Types.VALUE, Types.VALUE, Types.LOCATION);
      }
      case Statement.ObjectMerge s ->
          store(
              s.target(),
              () -> {
                load(s.first());
                load(s.second());
                operation("merge", Types.VALUE, Types.VALUE, Types.VALUE);
              });
      case Statement.ResetLocal s -> store(s.target(), code::aconst_null);
      case Statement.ResultSetAdd s -> {
        code.aload(0);
        load(s.value());
        evaluation("addResult", CD_void, Types.VALUE);
      }
      case Statement.ReturnLocal s -> giveBack(s.source());
      case Statement.Scan s -> scan(s);
      case Statement.SetAdd s -> {
        load(s.set());
        load(s.value());
        operation("add", CD_void, Types.VALUE, Types.VALUE);
      }
      case Statement.With s -> with(s);
    }
  }

  private void call(Statement.Call call) {
    if (function.linkage().isFunction(call.function())) {
      store(
          call.result(),
          () -> {
            code.aload(0);
            call.arguments().forEach(this::load);
            code.invokestatic(
                function.linkage().owner(call.function()),
                Linkage.METHOD,
                Linkage.type(call.arguments().size()));
          });
    } else {
      Builtin builtin = function.linkage().builtin(call.function());
      store(
          call.result(),
          () -> {
            code.aload(0);
            function.constants().load(code, builtin, Types.BUILTIN);
            function.constants().load(code, call.function(), CD_String);
            location(call.location());
            array(call.arguments());
            operation(
                "call",
                Types.VALUE,
                Types.EVALUATION,
                Types.BUILTIN,
                CD_String,
                Types.LOCATION,
                Types.VALUES);
          });
    }
    holdsWhenDefined(call.result());
  }

  private void callDynamic(Statement.CallDynamic call) {
    int rule = nextSlot++;
    function.constants().load(code, function.linkage().rules(), Types.RULE_TABLE);
    array(call.path());
    code.invokevirtual(Types.RULE_TABLE, "find", MethodTypeDesc.of(Types.RULE, Types.VALUES))
        .astore(rule);
    Label found = code.newLabel();
    code.aload(rule).ifnonnull(found);
    leave(0);
    code.labelBinding(found);
    store(
        call.result(),
        () -> {
          code.aload(rule).aload(0);
          call.arguments().forEach(this::load);
          code.invokeinterface(Types.RULE, "evaluate", Types.RULE_METHOD);
        });
    Label defined = code.newLabel();
    load(call.result());
    code.ifnonnull(defined);
    leave(Statement.CallDynamic.LEVELS_WHEN_UNDEFINED);
    code.labelBinding(defined);
  }

  private void not(Statement.Not not) {
    Label undefined = code.newLabel();
    block(not.block(), new Level(undefined, null));
    leave(0);
    code.labelBinding(undefined);
  }

  private void scan(Statement.Scan scan) {
    int members = nextSlot++;
    load(scan.source());
    code.invokestatic(Types.MEMBERS, "of", MethodTypeDesc.of(Types.MEMBERS, Types.VALUE))
        .astore(members);
    Label next = code.newBoundLabel();
    Label done = code.newLabel();
    code.aload(members)
        .invokevirtual(Types.MEMBERS, "next", MethodTypeDesc.of(CD_boolean))
        .ifeq(done);
    charge(1 + Weight.of(scan.block().statements()) / 8);
    store(scan.key(), () -> member(members, "key"));
    store(scan.value(), () -> member(members, "value"));
    block(scan.block(), new Level(next, null));
    code.goto_(next);
    code.labelBinding(done);
  }

  private void member(int members, String part) {
    code.aload(members).invokevirtual(Types.MEMBERS, part, MethodTypeDesc.of(Types.VALUE));
  }

  private void with(Statement.With with) {
    Replaced replaced = new Replaced(with.local(), nextSlot++, nextSlot++);
    load(with.local());
    code.astore(replaced.valueSlot());
    code.aload(0)
        .invokevirtual(Types.EVALUATION, "forget", MethodTypeDesc.of(Types.OBJECTS))
        .astore(replaced.memorySlot());
    store(
        with.local(),
        () -> {
          if (with.path().isEmpty()) {
            load(with.value());
          } else {
            load(with.local());
            array(with.path().stream().<Operand>map(Operand.Text::new).toList());
            load(with.value());
            operation("upsert", Types.VALUE, Types.VALUE, Types.VALUES, Types.VALUE);
          }
        });
    Label undefined = code.newLabel();
    Label held = code.newLabel();
    block(with.block(), new Level(undefined, replaced));
    restore(replaced);
    code.goto_(held);
    code.labelBinding(undefined);
    restore(replaced);
    leave(0);
    code.labelBinding(held);
  }

  private void restore(Replaced replaced) {
    store(replaced.local(), () -> code.aload(replaced.valueSlot()));
    recall(replaced);
  }

  private void recall(Replaced replaced) {
    code.aload(0)
        .aload(replaced.memorySlot())
        .invokevirtual(Types.EVALUATION, "recall", MethodTypeDesc.of(CD_void, Types.OBJECTS));
  }

  /** Leaves blocks: 0 is the innermost. */
  private void leave(int count) {
    int open = levels.size();
    for (int i = 0; i < Math.min(count, open); i++) {
      Replaced replaced = levels.get(open - 1 - i).with();
      if (replaced != null) {
        restore(replaced);
      }
    }
    if (count < open) {
      code.goto_(levels.get(open - 1 - count).end());
    } else {
      // A plan's breaks stay within its function, so that this is a piece of one.
      code.loadConstant(count - open).ireturn();
    }
  }

  private void giveBack(int local) {
    restoreMemory();
    if (piece) {
      code.aload(0);
      load(local);
      evaluation("setReturned", CD_void, Types.VALUE);
      code.loadConstant(RETURNED).ireturn();
    } else {
      load(local);
      function.returnValue(code);
    }
  }

  private void restoreMemory() {
    for (Level level : levels.reversed()) {
      if (level.with() != null) {
        recall(level.with());
      }
    }
  }

  private void is(String check, Operand source) {
    load(source);
    operation(check, CD_boolean, Types.VALUE);
    holdsWhen(true);
  }

  /** Leaves the block unless the stack's boolean is as wanted. */
  private void holdsWhen(boolean wanted) {
    Label held = code.newLabel();
    if (wanted) {
      code.ifne(held);
    } else {
      code.ifeq(held);
    }
    leave(0);
    code.labelBinding(held);
  }

  private void holdsWhenDefined(int local) {
    Label held = code.newLabel();
    load(local);
    code.ifnonnull(held);
    leave(0);
    code.labelBinding(held);
  }

  void charge(int statements) {
    code.aload(0).loadConstant((long) statements);
    evaluation("charge", CD_void, CD_long);
  }

  private void array(List<Operand> operands) {
    code.loadConstant(operands.size()).anewarray(Types.VALUE);
    for (int i = 0; i < operands.size(); i++) {
      code.dup().loadConstant(i);
      load(operands.get(i));
      code.aastore();
    }
  }

  private void load(Operand operand) {
    switch (operand) {
      case Operand.Local local -> load(local.number());
      case Operand.Text text -> load(RegoString.of(text.value()));
      case Operand.Bool bool ->
          code.getstatic(Types.BOOLEAN, bool.value() ? "TRUE" : "FALSE", Types.BOOLEAN);
    }
  }

  private void load(RegoValue constant) {
    function.constants().load(code, constant, Types.VALUE);
  }

  private void load(int local) {
    function.variables().load(code, local);
  }

  private void store(int local, Runnable value) {
    function.variables().store(code, local, value);
  }

  private void location(Location location) {
    function.constants().load(code, location, Types.LOCATION);
  }

  private void operation(String name, ClassDesc result, ClassDesc... parameters) {
    code.invokestatic(Types.OPERATIONS, name, MethodTypeDesc.of(result, parameters));
  }

  private void evaluation(String name, ClassDesc result, ClassDesc... parameters) {
    code.invokevirtual(Types.EVALUATION, name, MethodTypeDesc.of(result, parameters));
  }
}
