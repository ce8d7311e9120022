package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertFails;
import static io.countersign.policy.rego.builtin.Calls.assertGives;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectBuiltinsTest {
  private static final Map<String, Object> DOCUMENT =
      Map.of("a", Map.of("b", 1, "c", List.of(10, 20, 30)), "d", 2);

  @Test
  void whatIsNoObjectIsRefused() {
    assertFails("operand 1 must be object but got string", "object.get", "{}", "a", 1);
    assertFails(
        "operand 2 must be one of {object, set, array} but got null",
        "object.remove",
        Map.of(),
        null);
    assertFails("operand 1 must be object but got array", "object.filter", List.of(), List.of());
    assertFails("operand 2 must be object but got number", "object.union", Map.of(), 1);
    assertFails(
        "operand 1 must be array of objects but got array containing number",
        "object.union_n",
        List.of(Map.of(), 1));
    assertFails(
        "both arguments object.subset must be of the same type or array and set",
        "object.subset",
        Set.of(),
        List.of());
    assertFails(
        "operand 2 must be one of {set, array} but got string", "json.remove", Map.of(), "a");
    assertFails(
        "operand 2 must be one of {set, array} containing string paths or array of path segments"
            + " but got number",
        "json.filter",
        Map.of(),
        List.of(1));
  }

  @Test
  void membersAreFoundByKeyOrPath() {
    assertGives("2", "object.get", DOCUMENT, "d", 9);
    assertGives("9", "object.get", DOCUMENT, "x", 9);
    assertGives("20", "object.get", DOCUMENT, List.of("a", "c", 1), 9);
    assertGives("9", "object.get", DOCUMENT, List.of("a", "c", 3), 9);
    assertGives("9", "object.get", DOCUMENT, List.of("d", "e"), 9);
    assertGives("{\"d\": 2}", "object.get", Map.of("d", 2), List.of(), 9);
    assertGives("{\"a\", \"d\"}", "object.keys", DOCUMENT);
  }

  @Test
  void membersAreLeftOutOrKept() {
    assertGives("{\"b\": 2}", "object.remove", Map.of("a", 1, "b", 2), Set.of("a", "x"));
    assertGives("{\"b\": 2}", "object.remove", Map.of("a", 1, "b", 2), Map.of("a", 9));
    assertGives("{\"a\": 1}", "object.filter", Map.of("a", 1, "b", 2), List.of("a", "x"));
  }

  @Test
  void objectsAreMergedAllTheWayDown() {
    assertGives(
        "{\"a\": {\"b\": 1, \"c\": 3, \"d\": 4}}",
        "object.union",
        Map.of("a", Map.of("b", 1, "c", 2)),
        Map.of("a", Map.of("c", 3, "d", 4)));
    assertGives(
        "{\"a\": {\"c\": 3}}",
        "object.union_n",
        List.of(Map.of("a", Map.of("b", 2)), Map.of("a", 4), Map.of("a", Map.of("c", 3))));
    assertGives("{}", "object.union_n", List.of());
  }

  @Test
  void subsetsAreFoundInEveryKind() {
    assertGives("true", "object.subset", DOCUMENT, Map.of("a", Map.of("c", List.of(20, 30))));
    assertGives("false", "object.subset", DOCUMENT, Map.of("a", Map.of("c", List.of(10, 30))));
    assertGives("false", "object.subset", DOCUMENT, Map.of("x", 1));
    assertGives("true", "object.subset", Set.of(1, 2), Set.of(1));
    assertGives("true", "object.subset", List.of(1, 1, 2), List.of(1, 2));
    assertGives("true", "object.subset", List.of(3, 2, 1), Set.of(1, 3));
    assertGives("false", "object.subset", List.of(3, 2), Set.of(1, 3));
    assertGives("false", "object.subset", List.of(), Set.of());
  }

  @Test
  void pathsNameWhatIsKept() {
    assertGives("{\"a\": {\"b\": 1}}", "json.filter", DOCUMENT, List.of("a/b"));
    assertGives("{\"a\": {\"c\": [10, 30]}}", "json.filter", DOCUMENT, Set.of("/a/c/0", "a/c/2"));
    assertGives(
        "{\"a\": {\"b\": 1}, \"d\": 2}", "json.filter", DOCUMENT, List.of(List.of("a", "b"), "d"));
    assertGives("{\"d\": 2}", "json.filter", DOCUMENT, List.of("d", "x"));
    assertGives("{}", "json.filter", DOCUMENT, List.of());
    assertGives("{\"x/~y\": 1}", "json.filter", Map.of("x/~y", 1, "z", 2), List.of("x~1~0y"));
  }

  @Test
  void pathsNameWhatIsRemoved() {
    assertGives(
        "{\"a\": {\"b\": 1, \"c\": [10, 30]}}", "json.remove", DOCUMENT, List.of("a/c/1", "d"));
    assertGives("{\"d\": 2}", "json.remove", DOCUMENT, List.of("a/b", "a"));
    assertGives("{\"d\": 2}", "json.remove", DOCUMENT, List.of("a", "a/b"));
    assertGives("{\"a\": 1}", "json.remove", Map.of("a", 1), List.of("", "a/b"));
  }
}
