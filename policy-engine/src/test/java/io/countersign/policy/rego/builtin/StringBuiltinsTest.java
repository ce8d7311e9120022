package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static io.countersign.policy.rego.builtin.TextCalls.needsMoreThan;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StringBuiltinsTest {
  @Test
  void anArgumentOfTheWrongKindIsNamed() {
    fails("operand 1 must be string but got number", "concat", 1, List.of());
    fails("operand 2 must be one of {set, array} but got string", "concat", ",", "a");
    fails(
        "operand 2 must be array of strings but got array containing number",
        "concat",
        ",",
        List.of(1));
    fails(
        "operand 2 must be set of strings but got set containing null",
        "concat",
        ",",
        Set.of(TextCalls.value(null)));
    fails("operand 2 must be string but got null", "contains", "a", null);
    fails("operand 1 must be string but got boolean", "lower", true);
    fails(
        "operand 3 must be integer number but got floating-point number",
        "substring",
        "abc",
        0,
        1.5);
    fails(
        "operand 1 must be one of {string, set, array} but got number",
        "strings.any_prefix_match",
        1,
        2);
    fails(
        "operand 2 must be one of {string, set, array} but got object",
        "strings.any_suffix_match",
        "a",
        Map.of());
    fails(
        "operand 2 must be array of strings but got array containing number",
        "strings.any_prefix_match",
        "a",
        List.of("a", 1));
    fails(
        "operand 1 non-string key found in pattern object",
        "strings.replace_n",
        Map.of(2, "x"),
        "foo");
    fails(
        "operand 1 non-string value found in pattern object",
        "strings.replace_n",
        Map.of("x", 2),
        "foo");
    fails(
        "operand 2 must be string but got number", "strings.replace_n", Map.of("foo", "baz"), 100);
  }

  @Test
  void whatIsSoughtMustNotBeEmptyWhereAPlaceIsAskedFor() {
    fails("empty search character", "indexof", "abc", "");
    fails("empty search character", "indexof_n", "abc", "");
    fails("negative offset", "substring", "abc", -1, 1);
  }

  @Test
  void twoLongTextsFromARequestDoNotTakeTheirProduct() {
    String text = "a".repeat(1 << 20);
    String sought = "a".repeat(1 << 19) + "b";
    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          gives(false, "contains", text, sought);
          gives(-1, "indexof", text, sought);
          gives(0, "strings.count", text, sought);
          gives(text, "replace", text, sought, "");
          gives(List.of(text), "split", text, sought);
          gives(text, "trim", text, "b".repeat(1 << 19));
        });
  }

  @Test
  void aTextThatGrowsWithoutBoundIsStopped() {
    String text = "a".repeat(1 << 20);
    needsMoreThan(1_000_000, "replace", text, "a", "b".repeat(100));
    needsMoreThan(1_000_000, "replace", text, "", "b".repeat(100));
    needsMoreThan(1_000_000, "strings.replace_n", Map.of("a", "b".repeat(1_000)), text);
    needsMoreThan(1_000_000, "concat", text, Collections.nCopies(100, ""));
    needsMoreThan(1_000_000, "split", text, "");
    needsMoreThan(1_000_000, "indexof_n", text, "a");
    needsMoreThan(100_000_000, "concat", text, Collections.nCopies(30, "")); // 30 Mi characters
  }

  @Test
  void replacingManyLongPatternsCountsAsWork() {
    String text = "a".repeat(100_000);
    needsMoreThan(100_000, "strings.replace_n", Map.of("a".repeat(1_000) + "b", ""), text);
  }

  @Test
  void concat() {
    gives("", "concat", ",", List.of());
    gives("a", "concat", ",", List.of("a"));
    gives("a, b, ", "concat", ", ", List.of("a", "b", ""));
    gives("ab", "concat", "", List.of("a", "b"));
    gives("a/b/c", "concat", "/", Set.of("c", "a", "b"));
  }

  @Test
  void partsOfTexts() {
    gives(true, "contains", "fireplace", "repl");
    gives(true, "contains", "x", "");
    gives(false, "contains", "x", "xy");
    gives(true, "startswith", "abc", "ab");
    gives(false, "startswith", "abc", "bc");
    gives(true, "endswith", "abc", "bc");
    gives(false, "endswith", "abc", "ab");
  }

  @Test
  void placesCountCodePoints() {
    gives(1, "indexof", "abc", "bc");
    gives(-1, "indexof", "abc", "cb");
    gives(0, "indexof", "μx", "μ");
    gives(3, "indexof", "😀x😀b", "b");
    gives(2, "indexof", "😀x" + "y".repeat(50), "y".repeat(50));
    gives(List.of(), "indexof_n", "abc", "d");
    gives(List.of(0, 1, 2), "indexof_n", "aaaa", "aa");
    gives(List.of(0, 2), "indexof_n", "😀x😀b", "😀");
    gives(List.of(0, 1), "indexof_n", "a".repeat(41), "a".repeat(40));
    gives("😀b", "substring", "😀x😀b", 2, -1);
    gives("x😀", "substring", "😀x😀b", 1, 2);
    gives("b", "substring", "😀x😀b", 3, Long.MAX_VALUE);
    gives("", "substring", "abc", 3, 1);
    gives("", "substring", "abc", Long.MAX_VALUE, 1);
    gives("", "substring", "abc", 1, 0);
    gives("abc", "substring", "abc", 0, 5);
    gives("😀a", "strings.reverse", "a😀");
  }

  @Test
  void lettersChangeOneByOne() {
    gives("abc ß é i", "lower", "ABC ß É İ");
    gives("ABC ß É Ǆ", "upper", "abc ß é ǆ");
    gives("οσ", "lower", "ΟΣ"); // no final sigma
    gives("𐐨", "lower", "𐐀");
    gives("", "upper", "");
  }

  @Test
  void splits() {
    gives(List.of("a", "", "b", ""), "split", "a,,b,", ",");
    gives(List.of("abc"), "split", "abc", ",");
    gives(List.of(""), "split", "", ",");
    gives(List.of("a", "😀"), "split", "a😀", "");
    gives(List.of(), "split", "", "");
    gives(List.of("a"), "strings.split_n", "a,b,c", ",", 1);
    gives(List.of("a", "b", "c"), "strings.split_n", "a,b,c", ",", 5);
    gives(List.of("a", "b", "c"), "strings.split_n", "a,b,c", ",", Long.MAX_VALUE);
    gives(List.of(), "strings.split_n", "a,b,c", ",", 0);
    gives(List.of("b", "c"), "strings.split_n", "a,b,c", ",", -2);
    gives(List.of("a", "b", "c"), "strings.split_n", "a,b,c", ",", Long.MIN_VALUE);
    gives(List.of("a", "b"), "strings.split_n", "abc", "", 2);
  }

  @Test
  void counts() {
    gives(3, "strings.count", "cheese", "e");
    gives(2, "strings.count", "aaaa", "aa");
    gives(3, "strings.count", "a😀", "");
    gives(0, "strings.count", "dummy", "x");
  }

  @Test
  void beginningsAndEndsOfMany() {
    gives(true, "strings.any_prefix_match", "a/b/c", "a/b");
    gives(true, "strings.any_prefix_match", "a/b/c", List.of("x", "a/"));
    gives(false, "strings.any_prefix_match", "a/b/c", Set.of("b/", "c"));
    gives(true, "strings.any_prefix_match", Set.of("a/b/c", "e/f"), Set.of("e/", "g"));
    gives(false, "strings.any_prefix_match", List.of("a/b", "e"), List.of("e/", "g"));
    gives(false, "strings.any_prefix_match", List.of(), List.of(""));
    gives(true, "strings.any_suffix_match", List.of("a/b/c", "e/f"), List.of("/f"));
    gives(false, "strings.any_suffix_match", "a/b/c", List.of("a", "b"));
    gives(true, "strings.any_suffix_match", "a/b/c", List.of("a", "/c"));
  }

  @Test
  void trims() {
    gives("foo.bar", "trim", "...foo.bar...", ".");
    gives("oo.ba", "trim", "...foo.bar...", ".fr");
    gives("", "trim", "...", ".");
    gives("x", "trim", "x", "");
    gives("foo, bar", "trim", "😀¡¡foo, bar!!!", "!¡😀");
    gives("foo, bar!!!", "trim_left", "¡¡¡foo, bar!!!", "!¡");
    gives("¡¡¡foo, bar", "trim_right", "¡¡¡foo, bar!!!", "!¡");
    gives("foo", "trim_space", " \t\n\u00a0\u2003\u0085foo\u3000\r\n");
    gives("\u200bfoo", "trim_space", "\u200bfoo");
    gives("bar", "trim_prefix", "foobar", "foo");
    gives("foobar", "trim_prefix", "foobar", "bar");
    gives("foo", "trim_suffix", "foobar", "bar");
    gives("foobar", "trim_suffix", "foobar", "foo");
    gives("", "trim_suffix", "a", "a");
  }

  @Test
  void replaces() {
    gives("bxxr", "replace", "baar", "a", "x");
    gives("xa", "replace", "aaa", "aa", "x");
    gives("-a-😀-", "replace", "a😀", "", "-");
    gives("", "replace", "", "a", "b");
    gives("xoo", "strings.replace_n", Map.of("f", "x", "foo", "xxx"), "foo");
    gives("XaXbX", "strings.replace_n", Map.of("", "X"), "ab");
    gives("XYXbX", "strings.replace_n", Map.of("", "X", "a", "Y"), "ab");
    gives("YaabYYYa", "strings.replace_n", Map.of("ab", "b", "b", "Y"), "baaabbbba");
    gives("bXb", "strings.replace_n", Map.of("a", "YY", "bba", "bX"), "bbab");
    gives("same", "strings.replace_n", Map.of(), "same");
  }
}
