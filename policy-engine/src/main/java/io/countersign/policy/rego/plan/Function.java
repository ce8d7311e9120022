package io.countersign.policy.rego.plan;

import java.util.List;

/**
 * A rule or a function of the policy.
 *
 * @param name what calls name it by
 * @param path where it stands among the rules, for calls by path
 * @param parameters the local variables that hold the arguments: input and data come first
 * @param result the local variable that holds the result
 */
public record Function(
    String name, List<String> path, List<Integer> parameters, int result, List<Block> blocks) {
  public Function {
    path = List.copyOf(path);
    parameters = List.copyOf(parameters);
    blocks = List.copyOf(blocks);
  }

  /** Whether this is a rule: it depends on input and data alone, and is evaluated once. */
  public boolean isRule() {
    return parameters.size() == 2;
  }

  /** Its name in the policy, such as {@code data.orders.allow}. */
  public String reference() {
    int data = name.indexOf(".data.");
    return data < 0 ? name : name.substring(data + 1);
  }
}
