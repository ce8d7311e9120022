package io.countersign.policy.rego.plan;

import io.countersign.policy.rego.value.RegoNumber;
import java.util.List;
import java.util.stream.Stream;

/**
 * One statement. Local variables are numbers; one that was never set is undefined. A statement that
 * does not hold ends the block that it stands in.
 */
public sealed interface Statement {

  Location location();

  /** The blocks that stand inside of it. */
  default List<Block> inner() {
    return switch (this) {
      case Blocks s -> s.blocks();
      case Not s -> List.of(s.block());
      case Scan s -> List.of(s.block());
      case With s -> List.of(s.block());
      default -> List.of();
    };
  }

  /** All statements of blocks, those inside of others too. */
  static Stream<Statement> all(List<Block> blocks) {
    return blocks.stream()
        .flatMap(block -> block.statements().stream())
        .flatMap(statement -> Stream.concat(Stream.of(statement), all(statement.inner())));
  }

  /** Appends to an array that this function makes. */
  record ArrayAppend(int array, Operand value, Location location) implements Statement {}

  record AssignInt(int target, long value, Location location) implements Statement {}

  record AssignVar(int target, Operand source, Location location) implements Statement {}

  /** A conflict when the target is defined and has another value. */
  record AssignVarOnce(int target, Operand source, Location location) implements Statement {}

  /** Runs blocks one after the other; one that ends early does not keep the next from running. */
  record Blocks(List<Block> blocks, Location location) implements Statement {
    public Blocks {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Ends blocks.
   *
   * @param levels 0 ends the block that it stands in, 1 the one around it too
   */
  record Break(int levels, Location location) implements Statement {}

  /** Calls a function by name; holds when its result is defined. */
  record Call(String function, List<Operand> arguments, int result, Location location)
      implements Statement {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** Calls a rule by a path that is known only now. Does not hold when there is none. */
  record CallDynamic(List<Operand> path, List<Integer> arguments, int result, Location location)
      implements Statement {
    /** How many blocks end when there is such a rule, and it is undefined. */
    public static final int LEVELS_WHEN_UNDEFINED = 3;

    public CallDynamic {
      path = List.copyOf(path);
      arguments = List.copyOf(arguments);
    }
  }

  /** Looks up an element, a member, or whether a set contains the key. */
  record Dot(Operand source, Operand key, int target, Location location) implements Statement {}

  record Equal(Operand first, Operand second, Location location) implements Statement {}

  record IsArray(Operand source, Location location) implements Statement {}

  record IsDefined(int source, Location location) implements Statement {}

  record IsObject(Operand source, Location location) implements Statement {}

  record IsSet(Operand source, Location location) implements Statement {}

  record IsUndefined(int source, Location location) implements Statement {}

  record Len(Operand source, int target, Location location) implements Statement {}

  record MakeArray(int capacity, int target, Location location) implements Statement {}

  record MakeNull(int target, Location location) implements Statement {}

  record MakeNumber(RegoNumber value, int target, Location location) implements Statement {}

  record MakeObject(int target, Location location) implements Statement {}

  record MakeSet(int target, Location location) implements Statement {}

  record Nop(Location location) implements Statement {}

  /** Holds when the block does not. */
  record Not(Block block, Location location) implements Statement {}

  record NotEqual(Operand first, Operand second, Location location) implements Statement {}

  record ObjectInsert(int object, Operand key, Operand value, Location location)
      implements Statement {}

  /** A conflict when the key is there with another value. */
  record ObjectInsertOnce(int object, Operand key, Operand value, Location location)
      implements Statement {}

  /** Merges objects deeply; where both have a value, the first's stays. */
  record ObjectMerge(int first, int second, int target, Location location) implements Statement {}

  record ResetLocal(int target, Location location) implements Statement {}

  /** Gives a result of an entrypoint: an object with the member {@code result}. */
  record ResultSetAdd(int value, Location location) implements Statement {}

  record ReturnLocal(int source, Location location) implements Statement {}

  /** Runs the block for each member of a value. */
  record Scan(int source, int key, int value, Block block, Location location)
      implements Statement {}

  record SetAdd(int set, Operand value, Location location) implements Statement {}

  /**
   * Runs the block while a local variable, or the member of it that the path names, has another
   * value. Holds when the block does.
   */
  record With(int local, List<String> path, Operand value, Block block, Location location)
      implements Statement {
    public With {
      path = List.copyOf(path);
    }
  }
}
