package io.countersign.policy.rego.builtin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a template. */
sealed interface TemplateNode {

  record Text(String text) implements TemplateNode {}

  /** What a pipeline gives, unless it sets a variable. */
  record Action(Pipeline pipeline) implements TemplateNode {}

  /**
   * {@code if} or {@code with}.
   *
   * @param dot whether the value becomes the dot
   */
  record Condition(
      boolean dot, Pipeline pipeline, List<TemplateNode> then, List<TemplateNode> otherwise)
      implements TemplateNode {}

  record Range(Pipeline pipeline, List<TemplateNode> body, List<TemplateNode> otherwise)
      implements TemplateNode {}

  record Invocation(String name, @Nullable Pipeline pipeline) implements TemplateNode {}

  record Break() implements TemplateNode {}

  record Continue() implements TemplateNode {}

  /**
   * Commands, each of which is given the value of the one before.
   *
   * @param variables what is set to the value
   * @param assigns whether the variables are there already
   */
  record Pipeline(List<String> variables, boolean assigns, List<Command> commands) {}

  record Command(List<Operand> operands) {}

  /** A word of a command. */
  sealed interface Operand {}

  record Literal(GoValue value) implements Operand {}

  record Nil() implements Operand {}

  record Dot() implements Operand {}

  record Function(String name) implements Operand {}

  record Variable(String name) implements Operand {}

  record Parenthesized(Pipeline pipeline) implements Operand {}

  /**
   * Fields of a value.
   *
   * @param of what they are fields of
   */
  record Fields(Operand of, List<String> names) implements Operand {}

  /**
   * A template and those that are defined in it.
   *
   * @param bodies by name; the template itself is {@code template}
   */
  record Template(Map<String, List<TemplateNode>> bodies) {}
}
