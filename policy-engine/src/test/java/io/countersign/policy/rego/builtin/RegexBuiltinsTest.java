package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static io.countersign.policy.rego.builtin.TextCalls.needsMoreThan;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.rego.value.RegoBoolean;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexBuiltinsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "(",
        "a)",
        "a**",
        "*",
        "\\",
        "\\Z",
        "\\é",
        "a{1001}",
        "a{2,1}",
        "(?=a)",
        "(?P=n)",
        "(a)\\1",
        "(x{500}){3}",
        "((a{100}){100}){100}",
        "[[:foo:]]",
        "\\x{110000}",
        "(?i"
      })
  void whatGoRefusesIsNoRegularExpression(String pattern) {
    gives(false, "regex.is_valid", pattern);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".+",
        "(?P<n>a)",
        "(?<n>a)",
        "a{,2}",
        "x{2}",
        "(a|b|)",
        "[]a]",
        "[^]a]",
        "[a-]",
        "\\Q(((\\E",
        "[(((]",
        "\\pL\\p{Greek}",
        "(?is-mU:a)",
        "[[:alpha:]{999}]",
        "{",
        "a{x}",
        "x{1000}"
      })
  void whatGoAcceptsIsOne(String pattern) {
    gives(true, "regex.is_valid", pattern);
  }

  @Test
  void whatIsNoStringIsNoRegularExpression() {
    gives(false, "regex.is_valid", 10);
    gives(false, "regex.is_valid", List.of(".+"));
  }

  @Test
  void errorsSayWhatGoSays() {
    fails("error parsing regexp: missing closing ]: `[[`", "regex.match", "$^[[", "x");
    fails("error parsing regexp: unexpected ): `a)`", "regex.match", "a)", "x");
    fails("error parsing regexp: invalid repeat count: `{3}`", "regex.match", "(x{500}){3}", "x");
    fails("operand 2 must be string but got number", "regex.match", "a", 1);
    fails(
        "operand 3 must be integer number but got floating-point number",
        "regex.find_n",
        "a",
        "a",
        0.5);
  }

  @Test
  void anExpressionThatWouldFillTheMemoryIsNotCompiled() {
    gives(false, "regex.is_valid", "a{1000}".repeat(1_000));
    gives(false, "regex.is_valid", "(x{30}){30}".repeat(1_000));
    gives(false, "regex.is_valid", "a".repeat(40_000));
    gives(false, "regex.is_valid", "(".repeat(300) + ")".repeat(300));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a?", "(a?)", "(a*)*", "a|", "()", "(?:)|", "^", "\\b", "(ab|cd)?"})
  void whatIsCompiledFitsAUsualStack(String term) throws InterruptedException {
    int most = 1;
    while (isValid(term.repeat(most + 50))) {
      most += 50;
    }
    fitsAUsualStack(term.repeat(most));
    fitsAUsualStack("(" + term + "){" + Math.min(most, 200) + "}");
    assertTrue(most > 150, () -> term + " is allowed only a few times");
  }

  @Test
  void theDeepestExpressionFitsAUsualStack() throws InterruptedException {
    fitsAUsualStack("(".repeat(95) + "a{0,500}" + ")?".repeat(95));
    fitsAUsualStack("a{0,1000}");
  }

  private static boolean isValid(String pattern) {
    try {
      return TextCalls.call("regex.is_valid", pattern) instanceof RegoBoolean valid
          && valid.value();
    } catch (BuiltinException e) {
      throw new AssertionError(e);
    }
  }

  private static void fitsAUsualStack(String pattern) throws InterruptedException {
    assertNull(failureOnAStackOf(1024, pattern), pattern);
  }

  @Test
  void aStackThatIsNearlyFullIsALimitAndNoError() throws InterruptedException {
    assertInstanceOf(
        EvaluationLimitException.class, failureOnAStackOf(160, "(a?){400}"), "on 160 KiB");
  }

  private static @Nullable Throwable failureOnAStackOf(int kibibytes, String pattern)
      throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null, () -> gives(true, "regex.match", pattern, "aaa"), "small", kibibytes * 1024L);
    thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
    thread.start();
    thread.join();
    return failure.get();
  }

  @Test
  void aLargeExpressionOnALongTextEndsAtTheLimit() {
    String text = "a".repeat(100_000);
    needsMoreThan(1_000_000, "regex.match", "(a?){400}b", text);
    needsMoreThan(100_000, "regex.find_n", "a.*b|a", text, -1);
    needsMoreThan(100_000, "regex.find_n", "", text, -1);
    needsMoreThan(1_000_000, "regex.replace", text, "a", "b".repeat(1_000));
  }

  @Test
  void matches() {
    gives(true, "regex.match", "^[a-z]+\\[[0-9]+\\]$", "foo[1]");
    gives(false, "regex.match", "^$", "something");
    gives(true, "regex.match", "", "x");
    gives(true, "re_match", "^😀.$", "😀😀");
    gives(false, "regex.match", "a.b", "a\nb");
    gives(true, "regex.match", "(?s)a.b", "a\nb");
    gives(true, "regex.match", "(?i)straße", "STRAßE");
  }

  @Test
  void finds() {
    gives(List.of("ar", "an", "al"), "regex.find_n", "a.", "paranormal", -1);
    gives(List.of("ar", "an"), "regex.find_n", "a.", "paranormal", 2);
    gives(List.of(), "regex.find_n", "a.", "paranormal", 0);
    gives(List.of("f"), "regex.find_n", ".$", "abacadaeaf", -1);
    gives(List.of("", "aaa", ""), "regex.find_n", "a*", "baaac", -1);
    gives(List.of("", "", ""), "regex.find_n", "", "a😀", -1);
    gives(List.of("a"), "regex.find_n", "^a", "aaa", -1);
  }

  @Test
  void findsGroups() {
    gives(
        List.of(List.of("som", "o", "m"), List.of("ri", "i", "")),
        "regex.find_all_string_submatch_n",
        "[^aouiye]([aouiye])([^aouiye])?",
        "somestri",
        -1);
    gives(List.of(), "regex.find_all_string_submatch_n", "a(x*)b", "-", -1);
    gives(List.of(List.of("ab", "")), "regex.find_all_string_submatch_n", "a(x*)b", "-ab-axb-", 1);
  }

  @Test
  void splits() {
    gives(List.of("b", "n", "n", ""), "regex.split", "a", "banana");
    gives(List.of("", " baz"), "regex.split", "^[a-z]+", "foobar baz");
    gives(List.of("", ""), "regex.split", "^[a-z ]+$", "foobar baz");
    gives(List.of(""), "regex.split", "x", "");
    gives(List.of(), "regex.split", "", "");
    gives(List.of("a", "b", "c"), "regex.split", "", "abc");
    gives(List.of("a", "b", "c"), "regex.split", "x*", "axbxc");
    gives(List.of("", "f", "f", ""), "regex.split", "o*x|a+", "afaafa");
  }

  @Test
  void replaces() {
    gives("-0-0-", "regex.replace", "-wy-wxxy-", "w(x*)y", "0");
    gives("foofoo", "regex.replace", "foo", "(foo)", "$1$1");
    gives("-x-", "regex.replace", "-ax-", "a(?P<last>x)", "${last}");
    gives("--", "regex.replace", "-ax-", "a(x)", "$1x");
    gives("-xx-", "regex.replace", "-ax-", "a(x)", "${1}x");
    gives("-$x$-", "regex.replace", "-ax-", "a(x)", "$$$1$");
    gives("-${1-", "regex.replace", "-ax-", "a(x)", "${1");
    gives("-$-", "regex.replace", "-ax-", "a(x)", "$$$2");
    gives("-ax-", "regex.replace", "-ax-", "a(x)", "$0$7$01");
    gives("_b_c_", "regex.replace", "baac", "a*", "_");
  }

  @Test
  void templates() {
    gives(true, "regex.template_match", "urn:foo:{.*}", "urn:foo:bar:baz", "{", "}");
    gives(true, "regex.template_match", "urn:foo.<[0-9]{2,10}>", "urn:foo.123", "<", ">");
    gives(false, "regex.template_match", "urn:foo.<[0-9]{2,10}>", "urn:foox123", "<", ">");
    gives(false, "regex.template_match", "a<b>", "ab\n", "<", ">");
    fails("unbalanced braces in \"a{b\"", "regex.template_match", "a{b", "ab", "{", "}");
    fails("unbalanced braces in \"a}b\"", "regex.template_match", "a}b", "ab", "{", "}");
    fails(
        "error parsing regexp: missing closing ]: `[$`",
        "regex.template_match",
        "<[>",
        "ab",
        "<",
        ">");
    fails(
        "start delimiter has to be exactly one character long but is 2 long",
        "regex.template_match",
        "a",
        "a",
        "<<",
        ">");
    fails(
        "end delimiter has to be exactly one character long but is 0 long",
        "regex.template_match",
        "a",
        "a",
        "<",
        "");
  }
}
