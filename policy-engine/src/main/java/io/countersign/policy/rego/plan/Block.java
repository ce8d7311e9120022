package io.countersign.policy.rego.plan;

import java.util.List;

/** Statements that hold one after the other; the first that does not ends the block. */
public record Block(List<Statement> statements) {
  public Block {
    statements = List.copyOf(statements);
  }
}
