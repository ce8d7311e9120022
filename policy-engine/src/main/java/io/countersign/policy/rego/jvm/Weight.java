package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.plan.Block;
import io.countersign.policy.rego.plan.Statement;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** How much code statements become, and how they may end. */
final class Weight {
  private Weight() {}

  /** About how many simple statements it is worth. */
  static int of(Statement statement) {
    return switch (statement) {
      case Statement.Blocks blocks -> 1 + ofBlocks(blocks.blocks());
      case Statement.Not not -> 2 + of(not.block().statements());
      case Statement.Scan scan -> 3 + of(scan.block().statements());
      case Statement.With with -> 4 + with.path().size() + of(with.block().statements());
      case Statement.Call call -> 2 + call.arguments().size();
      case Statement.CallDynamic call -> 3 + call.path().size();
      default -> 1;
    };
  }

  static int of(List<Statement> statements) {
    int weight = 0;
    for (Statement statement : statements) {
      weight += of(statement);
    }
    return weight;
  }

  static int ofBlocks(List<Block> blocks) {
    int weight = 0;
    for (Block block : blocks) {
      weight += of(block.statements());
    }
    return weight;
  }

  /** How many blocks the statements may end, seen from where they stand. */
  static SortedSet<Integer> breaks(List<Statement> statements) {
    SortedSet<Integer> levels = new TreeSet<>();
    levels.add(0);
    collect(statements, 0, levels);
    return levels;
  }

  private static void collect(List<Statement> statements, int depth, SortedSet<Integer> levels) {
    for (Statement statement : statements) {
      switch (statement) {
        case Statement.Break end -> add(end.levels() - depth, levels);
        case Statement.CallDynamic _ ->
            add(Statement.CallDynamic.LEVELS_WHEN_UNDEFINED - depth, levels);
        case Statement.Blocks blocks ->
            blocks.blocks().forEach(block -> collect(block.statements(), depth + 1, levels));
        case Statement.Not not -> collect(not.block().statements(), depth + 1, levels);
        case Statement.Scan scan -> collect(scan.block().statements(), depth + 1, levels);
        case Statement.With with -> collect(with.block().statements(), depth + 1, levels);
        default -> {
          // Ends its own block at most.
        }
      }
    }
  }

  private static void add(int level, SortedSet<Integer> levels) {
    if (level >= 0) {
      levels.add(level);
    }
  }
}
