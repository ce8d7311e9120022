package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TextCalls.call;
import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static io.countersign.policy.rego.builtin.TextCalls.number;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.policy.rego.value.RegoValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** YAML as opa 1.22.2 reads and writes it. */
class YamlBuiltinsTest {
  @ParameterizedTest
  @CsvSource({
    "a: *x",
    "a: &x [*x]",
    "'!!bool \"yes\"'",
    ".inf",
    "-.inf",
    ".nan",
    ".NaN",
    "null: a",
    "~: a",
    "[1]: a",
    "{a: b}: c",
    "'[a, b'",
    "{a: b",
    "'a:\n\t- b'",
    "a: b: c",
    "'%YAML 2.0\n---\na'",
    "'a\000b'",
    "'\007'",
    "'\"'",
    "@a",
    "`a",
    "...",
    "'a\n...\nb'",
    "*",
    "&",
    "+.inf",
    "a: -",
    "'? [a]\n: b'",
    "'null: 1\n~: 2'",
  })
  void whatIsNoYamlOrNoJsonIsRefused(String text) {
    assertThrows(BuiltinException.class, () -> call("yaml.unmarshal", text));
    gives(false, "yaml.is_valid", text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "[1,2,3 # line 1: did not find expected ',' or ']'",
        "{a: b # line 1: did not find expected ',' or '}'",
        "'key: [a, b\nfoo' # line 2: did not find expected ',' or ']'",
        "a: b: c # mapping values are not allowed in this context",
        "'a:\n- b\n c: d' # line 3: mapping values are not allowed in this context",
        "'a: \"x' # found unexpected end of stream",
        "*a # unknown anchor 'a' referenced",
        "@a # found character that cannot start any token",
        "} # did not find expected node content",
        "a: |x # did not find expected comment or line break",
        "'\"\\q\"' # found unknown escape character",
        "'%YAML 3.0\n---' # found incompatible YAML document",
      })
  void placeAndWordsOfAProblemAreOpas(String text, String problem) {
    fails("yaml: " + problem, "yaml.unmarshal", text);
  }

  @ParameterizedTest
  @CsvSource({
    "'', null",
    "---, null",
    "'---\n---', null",
    "a: 1, '{\"a\":1}'",
    "'a: 1\n---\nb: 2', '{\"a\":1}'",
    "'a: &x 1\nb: *x', '{\"a\":1,\"b\":1}'",
    "&x a: *x, '{\"a\":\"a\"}'",
    "!!str 1, '\"1\"'",
    "'!!int \"1\"', 1",
    "!!float 1, 1",
    "'!!null \"\"', null",
    "'!!set {a, b}', '{\"a\":null,\"b\":null}'",
    "!foo bar, '\"bar\"'",
    "!!omap [a: 1], '[{\"a\":1}]'",
    "2020-01-01, '\"2020-01-01\"'",
    "2020-01-01T00:00:00Z, '\"2020-01-01T00:00:00Z\"'",
    "yes, '\"yes\"'",
    "Yes, '\"Yes\"'",
    "no, '\"no\"'",
    "on, '\"on\"'",
    "off, '\"off\"'",
    "y, '\"y\"'",
    "n, '\"n\"'",
    "true, true",
    "True, true",
    "TRUE, true",
    "tRue, '\"tRue\"'",
    "null, null",
    "Null, null",
    "NULL, null",
    "~, null",
    "0x1F, 31",
    "017, 15",
    "0b101, 5",
    "1_000, 1000",
    "+1, 1",
    "-1, -1",
    "1., 1",
    ".5, 0.5",
    "1e3, 1000",
    "1E3, 1000",
    "1:30, '\"1:30\"'",
    "0x, '\"0x\"'",
    "-0, 0",
    "1.0, 1",
    "0xFFFFFFFFFFFFFFFFFF, '\"0xFFFFFFFFFFFFFFFFFF\"'",
    "'\"a\\x41\"', '\"aA\"'",
    "'''a''''b''', '\"a''b\"'",
    "'|\n a\n b\n', '\"a\\nb\\n\"'",
    "'>\n a\n b\n', '\"a b\\n\"'",
    "1: a, '{\"1\":\"a\"}'",
    "1.5: a, '{\"1.5\":\"a\"}'",
    "true: a, '{\"true\":\"a\"}'",
    "'? a\n: b', '{\"a\":\"b\"}'",
    "'- a\n- b', '[\"a\",\"b\"]'",
    "'%YAML 1.1\n---\na', '\"a\"'",
    "ü: é, '{\"ü\":\"é\"}'",
    "\ufeffa: 1, '{\"a\":1}'",
    "- - - a, '[[[\"a\"]]]'",
    "'# c', null",
    "'a # c', '\"a\"'",
    "'a: |\n  x', '{\"a\":\"x\"}'",
    "{}, {}",
    "[], []",
    "'\"1\"', '\"1\"'",
    "'''true''', '\"true\"'",
    "1 2, '\"1 2\"'",
    "!, null",
    "'- !!str\n- a', '[\"\",\"a\"]'",
    "0.1, 0.1",
    "1e-7, 1e-07",
    "9007199254740993, 9007199254740993",
    "a: !!str, '{\"a\":\"\"}'",
    "a: 0777, '{\"a\":511}'",
    "0o8, '\"0o8\"'",
    "1__0, 10",
    "_1, '\"_1\"'",
    "1_, 1",
    ".5_0, 0.5",
    "+.5, 0.5",
    "-, [null]",
    "--, '\"--\"'",
    "--- a, '\"a\"'",
    "'key: [a, {b: c}]', '{\"key\":[\"a\",{\"b\":\"c\"}]}'",
    "'a: \"\\n\"', '{\"a\":\"\\n\"}'",
    "=, '\"=\"'",
    "0., 0",
    "-.5, -0.5",
    "1e+3, 1000",
    "1.5e3, 1500",
    "-0x1F, -31",
    "-0b1, -1",
    "1.0e3, 1000",
    "+1.5, 1.5",
    "'\"\\u00fc\"', '\"ü\"'",
    "2020-13-45, '\"2020-13-45\"'",
    "12e03, 12000",
    "0b12, '\"0b12\"'",
    "'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]', '{\"a\":[\"x\",\"x\"],\"b\":[[\"x\",\"x\"],[\"x\",\"x\"]],\"c\":[[[\"x\",\"x\"],[\"x\",\"x\"]],[[\"x\",\"x\"],[\"x\",\"x\"]]]}'",
    "!!str null, '\"null\"'",
    "!!map [a], '[\"a\"]'",
    "!!seq {a: b}, '{\"a\":\"b\"}'",
    "! 1, 1",
    "'!<tag:yaml.org,2002:str> 1', '\"1\"'",
    "0x1_F, 31",
    "'- &a a\n- *a\n- &a b\n- *a', '[\"a\",\"a\",\"b\",\"b\"]'",
  })
  void values(String text, String json) {
    gives(json(json), "yaml.unmarshal", text);
    gives(true, "yaml.is_valid", text);
  }

  @Test
  void onlyTextsAreYaml() {
    fails("operand 1 must be string but got number", "yaml.unmarshal", 1);
    fails("operand 1 must be string but got null", "yaml.unmarshal", (Object) null);
    fails("operand 1 must be string but got array", "yaml.unmarshal", List.of());
    fails("operand 1 must be string but got object", "yaml.unmarshal", Map.of());
  }

  /** Further than opa 1.22.2 goes. */
  @Test
  void bombsAndDepthAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
    }
    assertThrows(Exception.class, () -> call("yaml.unmarshal", bomb.toString()));
    assertThrows(
        BuiltinException.class, () -> call("yaml.unmarshal", "[".repeat(70) + "]".repeat(70)));
  }

  @Test
  void whatIsWritten() {
    gives("true\n", "yaml.marshal", true);
    gives("1\n", "yaml.marshal", 1);
    gives("-1\n", "yaml.marshal", -1);
    gives("1.5\n", "yaml.marshal", number("1.5"));
    gives("0.1\n", "yaml.marshal", number("0.1"));
    gives("a\n", "yaml.marshal", "a");
    gives("'a: b'\n", "yaml.marshal", "a: b");
    gives("a:b\n", "yaml.marshal", "a:b");
    gives("'- a'\n", "yaml.marshal", "- a");
    gives("'-'\n", "yaml.marshal", "-");
    gives("-a\n", "yaml.marshal", "-a");
    gives("'#a'\n", "yaml.marshal", "#a");
    gives("'a #b'\n", "yaml.marshal", "a #b");
    gives("'*a'\n", "yaml.marshal", "*a");
    gives("'&a'\n", "yaml.marshal", "&a");
    gives("'!a'\n", "yaml.marshal", "!a");
    gives("'%a'\n", "yaml.marshal", "%a");
    gives("'@a'\n", "yaml.marshal", "@a");
    gives("'`a'\n", "yaml.marshal", "`a");
    gives("'{'\n", "yaml.marshal", "{");
    gives("'[a'\n", "yaml.marshal", "[a");
    gives("a]\n", "yaml.marshal", "a]");
    gives("''''\n", "yaml.marshal", "'");
    gives("'\"'\n", "yaml.marshal", "\"");
    gives("a'b\n", "yaml.marshal", "a'b");
    gives("a\"b\n", "yaml.marshal", "a\"b");
    gives("|-\n  a\n  b\n", "yaml.marshal", "a\nb");
    gives("|\n  a\n", "yaml.marshal", "a\n");
    gives("|2-\n\n  a\n", "yaml.marshal", "\na");
    gives("|+\n  a\n\n", "yaml.marshal", "a\n\n");
    gives("' a'\n", "yaml.marshal", " a");
    gives("'a '\n", "yaml.marshal", "a ");
    gives("\"\\t\"\n", "yaml.marshal", "\t");
    gives("\"a\\tb\"\n", "yaml.marshal", "a\tb");
    gives("ü\n", "yaml.marshal", "ü");
    gives("\\\n", "yaml.marshal", "\\");
    gives("=\n", "yaml.marshal", "=");
    gives("'?'\n", "yaml.marshal", "?");
    gives("'? a'\n", "yaml.marshal", "? a");
    gives("':'\n", "yaml.marshal", ":");
    gives("': a'\n", "yaml.marshal", ": a");
    gives("'a:'\n", "yaml.marshal", "a:");
    gives("','\n", "yaml.marshal", ",");
    gives("'|'\n", "yaml.marshal", "|");
    gives("'>'\n", "yaml.marshal", ">");
    gives(
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
        "yaml.marshal",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    gives(
        "'x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x '\n",
        "yaml.marshal",
        "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x ");
    gives("[]\n", "yaml.marshal", List.of());
    gives("{}\n", "yaml.marshal", Map.of());
    gives("- []\n", "yaml.marshal", List.of(List.of()));
    gives("- {}\n", "yaml.marshal", List.of(Map.of()));
    gives("- 1\n- - 2\n  - - 3\n", "yaml.marshal", List.of(1, List.of(2, List.of(3))));
    gives("a: 2\nb: 1\n", "yaml.marshal", Map.of("b", 1, "a", 2));
    gives("a:\n  b: []\n", "yaml.marshal", Map.of("a", Map.of("b", List.of())));
    gives("a b: c d\n", "yaml.marshal", Map.of("a b", "c d"));
    gives("B: 1\na: 2\n", "yaml.marshal", Map.of("B", 1, "a", 2));
    gives("- - 1\n  - 2\n- - 3\n", "yaml.marshal", List.of(List.of(1, 2), List.of(3)));
    gives("- a:\n    b: 1\n- c\n", "yaml.marshal", List.of(Map.of("a", Map.of("b", 1)), "c"));
    gives("1 2\n", "yaml.marshal", "1 2");
    gives("'---'\n", "yaml.marshal", "---");
    gives("'...'\n", "yaml.marshal", "...");
    gives("\"a\\r\\nb\"\n", "yaml.marshal", "a\r\nb");
    gives("'true '\n", "yaml.marshal", "true ");
    gives("~a\n", "yaml.marshal", "~a");
    gives("http://x/y\n", "yaml.marshal", "http://x/y");
    gives("a,b\n", "yaml.marshal", "a,b");
    gives("a[b]\n", "yaml.marshal", "a[b]");
    gives("'{a}'\n", "yaml.marshal", "{a}");
    gives("$x\n", "yaml.marshal", "$x");
    gives("'a: '\n", "yaml.marshal", "a: ");
    gives("a: |\n  x\n  y\n", "yaml.marshal", Map.of("a", "x\ny\n"));
    gives("- |-\n  a\n  b\n", "yaml.marshal", List.of("a\nb"));
    gives("9007199254740993\n", "yaml.marshal", 9007199254740993L);
    gives("1e\n", "yaml.marshal", "1e");
    gives("e1\n", "yaml.marshal", "e1");
    gives("\n", "yaml.marshal", "");
    gives("100000000\n", "yaml.marshal", 100000000);
  }

  private static RegoValue json(String text) {
    try {
      return JsonReader.read(text);
    } catch (BuiltinException e) {
      throw new AssertionError(text, e);
    }
  }
}
