package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Graphs, which are objects from each node to its neighbours, and documents as trees. */
final class GraphBuiltins {
  /** How long a path may be, as each of its nodes takes a frame of the stack. */
  private static final int MAX_DEPTH = 1_000;

  private GraphBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("graph.reachable", GraphBuiltins::reachable);
    table.put("graph.reachable_paths", GraphBuiltins::reachablePaths);
    table.put("walk", GraphBuiltins::walk);
  }

  private static RegoValue reachable(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoObject graph = Arguments.object(arguments, 0);
    Deque<RegoValue> queue = new ArrayDeque<>();
    starts(context, arguments).forEach(queue::add);
    RegoSet reached = Construction.set();
    for (RegoValue node = queue.poll(); node != null; node = queue.poll()) {
      RegoValue edges = graph.get(node);
      if (edges == null || !Construction.add(reached, node)) {
        continue;
      }
      for (RegoValue neighbour : neighbours(context, edges)) {
        if (!reached.contains(neighbour)) {
          queue.add(neighbour);
        }
      }
    }
    return reached;
  }

  private static RegoValue reachablePaths(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoObject graph = Arguments.object(arguments, 0);
    RegoSet paths = Construction.set();
    for (RegoValue start : starts(context, arguments)) {
      if (graph.containsKey(start)) {
        new Paths(context, graph, paths).follow(start);
      }
    }
    return paths;
  }

  private static Iterable<RegoValue> starts(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    if (!(arguments[1] instanceof RegoArray) && !(arguments[1] instanceof RegoSet)) {
      throw Arguments.wrongType(arguments, 1, "{array, set}");
    }
    return neighbours(context, arguments[1]);
  }

  /** What is neither an array nor a set has no elements. */
  private static Iterable<RegoValue> neighbours(EvaluationContext context, RegoValue edges) {
    context.charge(1);
    return switch (edges) {
      case RegoArray array -> {
        context.charge(array.size());
        yield array;
      }
      case RegoSet set -> {
        context.charge(set.size());
        yield set;
      }
      default -> List.of();
    };
  }

  /** All ways on from a node, each until it leaves the graph, ends, or would meet itself. */
  private static final class Paths {
    private final EvaluationContext context;
    private final RegoObject graph;
    private final RegoSet found;
    private final Deque<RegoValue> path = new ArrayDeque<>();
    private final Set<RegoValue> onPath = new HashSet<>();

    Paths(EvaluationContext context, RegoObject graph, RegoSet found) {
      this.context = context;
      this.graph = graph;
      this.found = found;
    }

    void follow(RegoValue node) {
      RegoValue edges = graph.get(node);
      if (edges == null || onPath.contains(node)) {
        keep();
        return;
      }
      if (path.size() == MAX_DEPTH) {
        throw new EvaluationLimitException("meets a path of more than " + MAX_DEPTH + " nodes");
      }
      path.addLast(node);
      onPath.add(node);
      boolean end = true;
      for (RegoValue neighbour : neighbours(context, edges)) {
        end = false;
        follow(neighbour);
      }
      if (end) {
        keep();
      }
      path.removeLast();
      onPath.remove(node);
    }

    private void keep() {
      context.charge(path.size());
      Construction.add(found, RegoArray.of(path));
    }
  }

  /** Pairs of a path and what is there, a value before its parts. */
  private static RegoValue walk(EvaluationContext context, RegoValue[] arguments) {
    RegoArray found = Construction.array(16);
    walk(context, RegoArray.EMPTY, arguments[0], found);
    return found;
  }

  private static void walk(
      EvaluationContext context, RegoArray path, RegoValue value, RegoArray found) {
    context.charge(1 + path.size());
    Construction.append(found, RegoArray.of(path, value));
    switch (value) {
      case RegoArray array -> {
        for (int i = 0; i < array.size(); i++) {
          walk(context, longer(path, RegoNumber.of(i)), array.get(i), found);
        }
      }
      case RegoObject object ->
          object.forEach((key, member) -> walk(context, longer(path, key), member, found));
      case RegoSet set -> {
        for (RegoValue element : set) {
          walk(context, longer(path, element), element, found);
        }
      }
      default -> {
        // No other value has parts.
      }
    }
  }

  private static RegoArray longer(RegoArray path, RegoValue key) {
    RegoArray result = Construction.array(path.size() + 1);
    path.forEach(step -> Construction.append(result, step));
    Construction.append(result, key);
    return result;
  }
}
