package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static io.countersign.policy.rego.builtin.TextCalls.needsMoreThan;
import static io.countersign.policy.rego.builtin.TextCalls.number;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FormatBuiltinsTest {
  private static final long MAX = Long.MAX_VALUE;

  private static void prints(String expected, String format, @Nullable Object... values) {
    gives(expected, "sprintf", format, Arrays.asList(values));
  }

  @Test
  void whatDoesNotFitIsSaidInTheText() {
    prints("%!d(string=a)", "%d", "a");
    prints("%!d(string=    a)", "%5d", "a");
    prints("%!d(string=true)", "%d", true);
    prints("%!t(string=null)", "%t", (Object) null);
    prints("%!s(int64=5)", "%s", 5);
    prints("%!s(float64=0.5)", "%s", 0.5);
    prints("%!z(int64=5)", "%z", 5);
    prints("%!q(float64=1.5)", "%q", 1.5);
    prints("%!c(big.Int=123456789123456789123)", "%c", number("123456789123456789123"));
    prints("%!d(MISSING)", "%d");
    prints("a%!(NOVERB)", "a%");
    prints("%!(NOVERB)%!(EXTRA int64=1)", "%10", 1);
    prints("1%!(EXTRA int64=2, string=x)", "%d", 1, 2, "x");
    prints("x%!(EXTRA *big.Int=123456789123456789123)", "x", number("123456789123456789123"));
    prints("%!d(BADINDEX)", "%[3]d", 1, 2);
    prints("%!d(BADINDEX)", "%[x]d", 1);
    prints("%!d(BADINDEX)", "%[1]2d", 1);
    prints("%!(BADWIDTH)1", "%*d", "x", 1);
    prints("%!(BADPREC)1", "%.*d", -1, 1);
    prints("%!(NOVERB)%!(EXTRA int64=1)", "%10000000000d", 1);
  }

  @Test
  void argumentsOfTheWrongKindAreErrors() {
    fails("operand 1 must be string but got number", "sprintf", 1, List.of());
    fails("operand 2 must be array but got set", "sprintf", "a", Set.of());
    fails("operand 1 must be number but got string", "format_int", "1", 10);
    fails("operand 2 must be one of {2, 8, 10, 16}", "format_int", 1, 3);
    fails("operand 2 must be number but got string", "format_int", 1, "10");
  }

  @Test
  void widthsAreWork() {
    needsMoreThan(10_000, "sprintf", "%1000000d", List.of(1));
    needsMoreThan(10_000, "sprintf", "%.1000000f", List.of(0.5));
    needsMoreThan(10_000, "sprintf", "%.1000000d", List.of(5));
    needsMoreThan(1_000_000_000, "sprintf", "%9000000d%9000000d", List.of(1, 2));
  }

  @Test
  void wholeNumbers() {
    prints("5", "%d", 5);
    prints("-5", "%v", -5);
    prints("   +5|5    |00005|-0005|  005", "%+5d|%-5d|%05d|%05d|%5.3d", 5, 5, 5, -5, 5);
    prints("101 17 0o17 f F", "%b %o %O %x %X", 5, 15, 15, 15, 15);
    prints("0b101 017 0o017 0xf 0XF", "%#b %#o %#O %#x %#X", 5, 15, 15, 15, 15);
    prints("A 'A' U+0041 U+0041 'A'", "%c %q %U %#U", 65, 65, 65, 65);
    prints("\ufffd", "%c", -1);
    prints("U+FFFFFFFFFFFFFFFF", "%U", -1);
    prints("||     ", "|%.0d|%5.0d", 0, 0);
    prints("9223372036854775807 -9223372036854775808", "%d %d", MAX, Long.MIN_VALUE);
    prints("18446744073709551616", "%d", number("18446744073709551616"));
    prints("0x10000000000000000", "%#x", number("18446744073709551616"));
    prints("+18446744073709551616", "%+s", number("18446744073709551616"));
    prints("0000018446744073709551616", "%025d", number("18446744073709551616"));
  }

  @Test
  void floatingPointNumbers() {
    prints(
        "0.000000, 100.0, 0.000", "%f, %3.1f, %.3f", number("0.0"), number("100.0"), number("0.0"));
    prints("100.000000", "%f", number("1e2"));
    prints(
        "1e+06 100000 1e+20 1e-05 0.0001 123456.789",
        "%v %v %v %v %v %v",
        number("1e6"),
        number("1e5"),
        number("1e20"),
        number("1e-5"),
        number("0.0001"),
        123456.789);
    prints("1.500000e+00 1.5E+00 1.5 1.50000", "%e %.1E %g %#g", 1.5, 1.5, 1.5, 1.5);
    prints("2 4 0.12 0.38", "%.0f %.0f %.2f %.2f", 2.5, 3.5, 0.125, 0.375);
    prints(
        "   1.50|1.50   |0001.50|+1.50|-01.50",
        "%7.2f|%-7.2f|%07.2f|%+.2f|%06.2f",
        1.5,
        1.5,
        1.5,
        1.5,
        -1.5);
    prints("1e+02 1.2e+02 123 5e-324", "%.1g %.2g %.3g %v", 123.4, 123.4, 123.4, number("5e-324"));
    prints("0x1.8p+00 0X1.8P+00 6755399441055744p-52", "%x %X %b", 1.5, 1.5, 1.5);
    prints("1e400", "%v", number("1e400"));
    prints("-0.5 -1", "%v %.0f", -0.5, -0.6);
    prints("1.", "%#.0f", number("1.0"));
  }

  @Test
  void texts() {
    prints(
        "abc|  abc|abc  |00abc|ab|   ab",
        "%s|%5s|%-5s|%05s|%.2s|%5.2s",
        "abc",
        "abc",
        "abc",
        "abc",
        "abc",
        "abc");
    prints("😀b| 😀", "%.2s|%2s", "😀bc", "😀");
    prints(
        "\"a\\n\\\"é\\u200b\" `a` \"\\u00e9\\U0001f600\"",
        "%q %#q %+q",
        "a\n\"é\u200b",
        "a",
        "é😀");
    prints(
        "616263 61 62 63 0x616263 0x61 0x62 0x63 C3A9",
        "%x % x %#x %# x %X",
        "abc",
        "abc",
        "abc",
        "abc",
        "é");
    prints("string int64 float64", "%T %T %T", "a", 1, 1.5);
    prints("\"a\" 1", "%#v %#v", "a", 1);
    prints("100%", "%d%%", 100);
  }

  @Test
  void argumentsInAnyOrder() {
    prints("2 1", "%[2]d %[1]d", 1, 2);
    prints("1 2 1", "%d %d %[1]d", 1, 2);
    prints("    1.50", "%[2]*.[3]*[1]f", 1.5, 8, 2);
    prints("1    ", "%*d", -5, 1);
  }

  @Test
  void otherValuesAreInRegosNotation() {
    prints(
        "[1, \"a\"] {\"a\": {1, 2}} null true set()",
        "%v %v %s %v %s",
        List.of(1, "a"),
        Map.of("a", Set.of(1, 2)),
        null,
        true,
        Set.of());
  }

  @Test
  void formatInt() {
    gives("f", "format_int", 15.9, 16);
    gives("-f", "format_int", -15.9, 16);
    gives("1111", "format_int", 15, 2);
    gives("17", "format_int", 15, 8);
    gives("0", "format_int", 0.5, 10);
    gives("18446744073709551617", "format_int", number("18446744073709551617"), 10);
    gives("a", "format_int", 10, number("16.0"));
  }

  @Test
  void interpolatedStrings() {
    gives("", "internal.template_string", List.of());
    gives(
        "a1.5<undefined>b[1]null",
        "internal.template_string",
        List.of(
            "a", Set.of(1.5), Set.of(), Set.of("b"), Set.of(List.of(1)), TextCalls.value(null)));
    fails(
        "template-strings must not produce multiple outputs",
        "internal.template_string",
        List.of(Set.of(1, 2)));
    fails("operand 1 must be array but got string", "internal.template_string", "a");
  }
}
