package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static io.countersign.policy.rego.builtin.TextCalls.needsMoreThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobBuiltinsTest {
  private static final List<String> DOT = List.of(".");

  @Test
  void aMalformedGlobIsAnError() {
    fails("glob: syntax error at 1: unexpected end of input", "glob.match", "[", null, "a");
    fails("glob: syntax error at 2: could not parse range", "glob.match", "[]", null, "a");
    fails(
        "glob: syntax error at 5: range hi character is less than lo",
        "glob.match",
        "[c-a]",
        null,
        "a");
    fails(
        "glob: syntax error at 5: expected close range character",
        "glob.match",
        "[a-cd]",
        null,
        "a");
    fails("glob: syntax error at 3: unclosed `{`", "glob.match", "é{", null, "a");
    fails("glob: syntax error at 1: trailing backslash", "glob.match", "\\", null, "a");
  }

  @Test
  void aWrongDelimiterIsAnError() {
    fails("operand 2 must be one of {array, null} but got set", "glob.match", "a", Set.of(), "a");
    fails(
        "operand 2 must be array of strings but got array containing number",
        "glob.match",
        "a",
        List.of(1),
        "a");
    fails(
        "operand 2 must be array of runes but got array containing string",
        "glob.match",
        "a",
        List.of(".."),
        "a");
    fails("operand 3 must be string but got object", "glob.match", "a", null, Map.of());
  }

  @Test
  void noGlobBacktracks() {
    gives(false, "glob.match", "*a".repeat(100) + "b", null, "a".repeat(1_000));
    gives(false, "glob.match", "{*a,**a}".repeat(100) + "b", null, "a".repeat(1_000));
    needsMoreThan(100_000, "glob.match", "*a".repeat(1_000) + "b", null, "a".repeat(10_000));
    gives(true, "glob.match", "{".repeat(5_000) + "}".repeat(5_000), null, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '~',
      value = {
        "*.github.com api.github.com true",
        "*.github.com api.x.github.com false",
        "api.**.com api.cdn.github.com true",
        "*.github.com .github.com true",
        "* ~~ true",
        "? ~~ false",
        "? . false",
        "?at fat true",
        "?at at false",
        "[abc]at cat true",
        "[!abc]at cat false",
        "[!abc]at fat true",
        "[!a-c]at dat true",
        "[a-c]at bat true",
        "[!0-9] ~~ false",
        "[a\\]]x ]x true",
        "[a\\]]x \\x false",
        "[]-_]x ^x true",
        "{cat,bat,[fr]at} rat true",
        "{cat,bat,[fr]at} hat false",
        "{a,b{c,d}}e bde true",
        "{a,b{c,d}}e be false",
        "{,a}b b true",
        "{a,}b ab true",
        "{a}b ab true",
        "{**/,}x x true",
        "**/x x false",
        "a/**/b a//b true",
        "a,b a,b true",
        "a}b] a}b] true",
        "\\* a false",
        "\\* * true",
        "a\\{b a{b true",
        "*** a.b.c true",
        "{*,**} a.b true",
        "*?* a.b false",
        "😀? 😀😀 true",
      })
  void globs(String pattern, String text, boolean matches) {
    gives(matches, "glob.match", pattern, DOT, text);
    gives(matches, "glob.match", pattern, List.of(), text);
  }

  @Test
  void delimiters() {
    gives(true, "glob.match", "*", null, "foo.bar");
    gives(false, "glob.match", "*", List.of(".", "/"), "a/b");
    gives(true, "glob.match", "*?*", List.of(".", "/"), "abc");
    gives(false, "glob.match", "?", List.of("😀"), "😀");
    gives(true, "glob.match", "*:github:com", List.of(":"), "api:github:com");
  }

  @Test
  void quotesWhatGlobsMean() {
    gives("\\*.a,b!-\\{\\[\\?\\\\\\]\\}", "glob.quote_meta", "*.a,b!-{[?\\]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '~',
      value = {
        "a.a.[0-9]+z .b.b2359825792*594823z true",
        "[a-z]+ [0-9]* false",
        "abcd .... true",
        "abcd [a-d]* true",
        "pqrs pq.s true",
        "d* [abcd][abcd] true",
        "d* ..... true",
        "[a-p]+ [p-z]+ true",
        "abcd[a-c]z+ abcd[b-d][yz]* true",
        "abcd[a-c]z+ abcdazzzz true",
        ".*\\\\ asdfasdf\\\\ true",
        "foo.*bar foobar true",
        "foo.*bar fooalkdsjfbar true",
        "[ab]+c [bc]+ true",
        "[ab]+c [bc]* true",
        "abcd ksdfj false",
        "[a-d]+ p+ false",
        "[0-9]* [a-z] false",
        "mamama.* dadada.* false",
        ".*mamama .*dadada false",
        ".xyz. paaap false",
        "ab+ abc false",
        ".*.*.*.*f .*.*.*.*g false",
        ".* ~~ false",
        "[\\]a-] ] error",
        "[a\\]] ] error",
      })
  void globsThatMeet(String left, String right, String meet) {
    if (meet.equals("error")) {
      assertThrows(BuiltinException.class, () -> TextCalls.call("regex.globs_match", left, right));
    } else {
      gives(meet.equals("true"), "regex.globs_match", left, right);
    }
  }

  @Test
  void whatIsWrongWithAGlobIsNamed() {
    fails(
        "input:pqrs], pos:5, set-close ']' with no preceding '[': the input provided is invalid",
        "regex.globs_match",
        "pqrs]",
        "[a-b]+");
    fails(
        "input:[a, pos:2, found [ without matching ]: the input provided is invalid",
        "regex.globs_match",
        "[a",
        "a");
    fails(
        "input:*, pos:1, flag '*' must be preceded by a non-flag: the input provided is invalid",
        "regex.globs_match",
        "*",
        "a");
  }

  @Test
  void manyRepetitionsDoNotMultiply() {
    gives(false, "regex.globs_match", "a*.*".repeat(60) + "c", "b*.*".repeat(60) + "d");
    gives(false, "regex.globs_match", ".*a*".repeat(60) + "c.", ".*b*".repeat(60) + "d.");
    fails("a glob of more than 2000 characters", "regex.globs_match", "a".repeat(2_001), "a");
    fails("a glob of more than 250 repetitions", "regex.globs_match", "a*b*".repeat(126), "a");
  }
}
