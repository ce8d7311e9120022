package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertFails;
import static io.countersign.policy.rego.builtin.Calls.assertGives;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatchFunctionTest {
  private static final Map<String, Object> DOCUMENT = Map.of("a", List.of(1, 2), "s", Set.of(5));

  private static Map<String, Object> operation(String name, Object path, Object value) {
    return Map.of("op", name, "path", path, "value", value, "from", value);
  }

  private static void assertPatched(String expected, Map<?, ?>... operations) {
    assertGives(expected, "json.patch", DOCUMENT, List.of(operations));
  }

  private static void assertRefused(String message, Map<?, ?>... operations) {
    assertFails(message, "json.patch", DOCUMENT, List.of(operations));
  }

  @Test
  void whatIsNoPatchIsRefused() {
    assertFails("operand 2 must be array but got object", "json.patch", DOCUMENT, Map.of());
    assertFails(
        "must be an array of JSON-Patch objects, but at least one element is not an object",
        "json.patch",
        DOCUMENT,
        List.of(1));
    assertRefused("missing required attribute 'path'", Map.of("op", "add"));
    assertRefused("missing required attribute 'op'", Map.of("path", "a"));
    assertRefused("missing required attribute 'value'", Map.of("path", "a", "op", "add"));
    assertRefused("missing required attribute 'from'", Map.of("path", "a", "op", "move"));
    assertRefused(
        "attribute 'op' must be a string but found: number", Map.of("path", "a", "op", 1));
    assertRefused("unrecognized op: 'merge'", Map.of("path", "a", "op", "merge"));
  }

  @Test
  void whatIsNotThereIsNotChanged() {
    assertRefused("index for array insertion out of bounds", operation("add", "a/3", 9));
    assertRefused("index for array insertion out of bounds", operation("add", "a/-1", 9));
    assertRefused("leading zeros are not allowed in JSON paths", operation("add", "a/01", 9));
    assertRefused("invalid string for indexing", operation("add", "a/x", 9));
    assertRefused("index for array delete out of bounds", operation("remove", "a/-", 9));
    assertRefused(
        "cannot delete child key \"x\" that does not exist", operation("replace", "x", 9));
    assertRefused("path \"x\" does not exist in object term", operation("add", "x/y", 9));
    assertRefused("expected composite type, found number", operation("add", "a/0/y", 9));
    assertRefused("set key does not equal value to be inserted", operation("add", "s/7", 9));
    assertRefused("value from EditTree != patch value.", operation("test", "a/0", 2));
    assertRefused(
        "nil value encountered where composite value was expected",
        operation("remove", "", 0),
        operation("add", "x", 0));
  }

  @Test
  void documentsArePatched() {
    assertPatched("{\"a\": [1, 9, 2], \"s\": {5}}", operation("add", "/a/1", 9));
    assertPatched("{\"a\": [1, 2, 9], \"s\": {5}}", operation("add", List.of("a", 2), 9));
    assertPatched("{\"a\": [1, 2, 9], \"s\": {5}}", operation("add", "a/-", 9));
    assertPatched("{\"a\": 9, \"s\": {5}}", operation("add", "a", 9));
    assertPatched("{\"a\": [2], \"s\": {5}}", operation("remove", "a/0", 0));
    assertPatched("{\"a\": [9, 2], \"s\": {5}}", operation("replace", "a/0", 9));
    assertPatched("{\"a\": [2, 1], \"s\": {5}}", operation("move", "a/1", "a/0"));
    assertPatched("{\"a\": [1, 2], \"c\": 2, \"s\": {5}}", operation("copy", "c", "a/1"));
    assertPatched("{\"a\": [1, 2], \"s\": {5, 7}}", operation("add", List.of("s", 7), 7));
    assertPatched("{\"a\": [1, 2], \"s\": set()}", operation("remove", List.of("s", 5), 7));
    assertPatched("{\"a\": [1, 2]}", operation("test", "a/1", 2), operation("remove", "s", 0));
    assertPatched("7", operation("replace", "", 7));
    assertPatched("undefined", operation("remove", "", 7));
  }
}
