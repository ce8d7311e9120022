package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.plan.Block;
import io.countersign.policy.rego.plan.Operand;
import io.countersign.policy.rego.plan.Statement;
import java.util.List;
import java.util.function.IntConsumer;

/** Names every local variable that blocks use, in the order of first use. */
final class UsedLocals {
  private final IntConsumer found;

  private UsedLocals(IntConsumer found) {
    this.found = found;
  }

  static void of(List<Block> blocks, IntConsumer found) {
    new UsedLocals(found).blocks(blocks);
  }

  private void blocks(List<Block> blocks) {
    blocks.forEach(block -> block.statements().forEach(this::statement));
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.ArrayAppend s -> use(s.value(), s.array());
      case Statement.AssignInt s -> use(s.target());
      case Statement.AssignVar s -> use(s.source(), s.target());
      case Statement.AssignVarOnce s -> use(s.source(), s.target());
      case Statement.Blocks s -> blocks(s.blocks());
      case Statement.Break _, Statement.Nop _ -> {
        // Uses none.
      }
      case Statement.Call s -> {
        s.arguments().forEach(this::use);
        use(s.result());
      }
      case Statement.CallDynamic s -> {
        s.path().forEach(this::use);
        s.arguments().forEach(this::use);
        use(s.result());
      }
      case Statement.Dot s -> {
        use(s.source());
        use(s.key(), s.target());
      }
      case Statement.Equal s -> {
        use(s.first());
        use(s.second());
      }
      case Statement.IsArray s -> use(s.source());
      case Statement.IsDefined s -> use(s.source());
      case Statement.IsObject s -> use(s.source());
      case Statement.IsSet s -> use(s.source());
      case Statement.IsUndefined s -> use(s.source());
      case Statement.Len s -> use(s.source(), s.target());
      case Statement.MakeArray s -> use(s.target());
      case Statement.MakeNull s -> use(s.target());
      case Statement.MakeNumber s -> use(s.target());
      case Statement.MakeObject s -> use(s.target());
      case Statement.MakeSet s -> use(s.target());
      case Statement.Not s -> blocks(List.of(s.block()));
      case Statement.NotEqual s -> {
        use(s.first());
        use(s.second());
      }
      case Statement.ObjectInsert s -> {
        use(s.key());
        use(s.value(), s.object());
      }
      case Statement.ObjectInsertOnce s -> {
        use(s.key());
        use(s.value(), s.object());
      }
      case Statement.ObjectMerge s -> {
        use(s.first());
        use(s.second());
        use(s.target());
      }
      case Statement.ResetLocal s -> use(s.target());
      case Statement.ResultSetAdd s -> use(s.value());
      case Statement.ReturnLocal s -> use(s.source());
      case Statement.Scan s -> {
        use(s.source());
        use(s.key());
        use(s.value());
        blocks(List.of(s.block()));
      }
      case Statement.SetAdd s -> use(s.value(), s.set());
      case Statement.With s -> {
        use(s.value(), s.local());
        blocks(List.of(s.block()));
      }
    }
  }

  private void use(Operand operand, int local) {
    use(operand);
    use(local);
  }

  private void use(Operand operand) {
    if (operand instanceof Operand.Local local) {
      use(local.number());
    }
  }

  private void use(int local) {
    found.accept(local);
  }
}
