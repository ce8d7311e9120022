package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertFails;
import static io.countersign.policy.rego.builtin.Calls.assertGives;
import static io.countersign.policy.rego.builtin.Calls.assertLimited;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphBuiltinsTest {
  private static final Map<String, Object> GRAPH =
      Map.of("a", List.of("b", "c"), "b", Set.of("a"), "c", List.of("x"), "d", List.of());

  @Test
  void whatIsNoGraphIsRefused() {
    assertFails("operand 1 must be object but got array", "graph.reachable", List.of(), Set.of());
    assertFails("operand 2 must be {array, set} but got string", "graph.reachable", GRAPH, "a");
    assertFails(
        "operand 2 must be {array, set} but got null", "graph.reachable_paths", GRAPH, null);
  }

  @Test
  void pathsThatNeverEndAreLimited() {
    Map<Object, Object> chain = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      chain.put(i, List.of(i + 1));
    }
    assertLimited("graph.reachable_paths", chain, List.of(0));
    Map<Object, Object> complete = new HashMap<>();
    List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    all.forEach(node -> complete.put(node, all));
    assertLimited("graph.reachable_paths", complete, List.of(0));
  }

  @Test
  void nodesAreReached() {
    assertGives("{\"a\", \"b\", \"c\"}", "graph.reachable", GRAPH, Set.of("a"));
    assertGives("{\"d\"}", "graph.reachable", GRAPH, List.of("d", "x"));
    assertGives("set()", "graph.reachable", GRAPH, List.of());
  }

  @Test
  void pathsEndWhereTheyWouldTurnBack() {
    assertGives("{[\"a\", \"b\"], [\"a\", \"c\"]}", "graph.reachable_paths", GRAPH, List.of("a"));
    assertGives("{[\"d\"]}", "graph.reachable_paths", GRAPH, Set.of("d", "x"));
  }

  @Test
  void documentsAreWalkedFromTheTop() {
    assertGives(
        "[[[], {\"a\": [1], \"b\": {2}}], [[\"a\"], [1]], [[\"a\", 0], 1], [[\"b\"], {2}],"
            + " [[\"b\", 2], 2]]",
        "walk", Map.of("a", List.of(1), "b", Set.of(2)));
    assertGives("[[[], 1]]", "walk", 1);
  }
}
