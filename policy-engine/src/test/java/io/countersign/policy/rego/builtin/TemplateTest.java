package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static io.countersign.policy.rego.builtin.TextCalls.needsMoreThan;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static final Map<String, @Nullable Object> DATA = data();

  private static Map<String, @Nullable Object> data() {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("s", "a<b>");
    data.put("n", 5);
    data.put("t", true);
    data.put("f", false);
    data.put("z", null);
    data.put("l", Arrays.asList(1, "two", null));
    data.put("m", Map.of("b", "B", "a", Map.of("c", "C")));
    data.put("names", List.of("x", "y", "z"));
    data.put("none", List.of());
    return data;
  }

  private static void renders(String expected, String template) {
    gives(expected, "strings.render_template", template, DATA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{",
        "{{}}",
        "{{end}}",
        "{{else}}",
        "{{if}}{{end}}",
        "{{if .t}}",
        "{{range .l}}",
        "{{break}}",
        "{{continue}}",
        "{{$x}}",
        "{{foo}}",
        "{{1 2}}",
        "{{nil}}",
        "{{.s | nil}}",
        "{{.s | .n}}",
        "{{.s 1}}",
        "{{.s.x}}",
        "{{.z.x}}",
        "{{\"a\".b}}",
        "{{\"a}}",
        "{{`a}}",
        "{{'ab'}}",
        "{{1.2.3}}",
        "{{1__0}}",
        "{{99999999999999999999}}",
        "{{(1}}",
        "{{1)}}",
        "{{/* c}}",
        "{{#}}",
        "{{template \"x\"}}",
        "{{define \"x\"}}a{{end}}{{define \"x\"}}b{{end}}",
        "{{if .t}}{{define \"x\"}}{{end}}{{end}}",
        "{{range $a, $b, $c := .l}}{{end}}",
        "{{if .t}}{{$x := 3}}{{end}}{{$x}}",
        "{{range .s}}{{end}}",
        "{{len .z}}",
        "{{index .l 3}}",
        "{{index .l .n}}",
        "{{index .m .n}}",
        "{{eq .n 5}}",
        "{{eq .l .l}}",
        "{{lt .t .t}}",
        "{{not}}",
        "{{printf .n}}",
        "{{call .s}}",
        "{{slice .names 2 1}}",
        "{{range $i, $j := 3}}{{end}}"
      })
  void whatGoRefusesIsAnError(String template) {
    assertThrows(
        BuiltinException.class, () -> TextCalls.call("strings.render_template", template, DATA));
  }

  @Test
  void errorsNameThePlace() {
    fails(
        "template: template:2: function \"foo\" not defined",
        "strings.render_template",
        "\n{{foo}}",
        DATA);
    fails(
        "template: template: executing \"template\": error calling index: index out of range: 9",
        "strings.render_template",
        "{{index .l 9}}",
        DATA);
    fails("operand 2 must be object but got array", "strings.render_template", "", List.of());
  }

  @Test
  void aTemplateHasALengthToo() {
    fails(
        "template of more than 65536 characters",
        "strings.render_template",
        " ".repeat(65_537),
        DATA);
  }

  @Test
  void onlyWhatJsonHasIsData() {
    fails(
        "invalid character in JSON: a set", "strings.render_template", "", Map.of("a", Set.of(1)));
    fails(
        "invalid character in JSON: a key that is no string",
        "strings.render_template",
        "",
        Map.of(1, 1));
  }

  @Test
  void noTemplateRunsForEver() {
    String forever = "{{range 9000000000000000000}}{{end}}";
    needsMoreThan(1_000_000, "strings.render_template", forever, DATA);
    needsMoreThan(
        1_000_000,
        "strings.render_template",
        "{{range 1000000}}{{printf \"%1000d\" 1}}{{end}}",
        DATA);
    needsMoreThan(
        1_000_000,
        "strings.render_template",
        "{{define \"a\"}}{{template \"b\"}}{{template \"b\"}}{{end}}"
            + "{{define \"b\"}}{{range 10}}{{range 1000}}{{range 1000}}{{end}}{{end}}{{end}}{{end}}{{template \"a\"}}",
        DATA);
  }

  @Test
  void deepTemplatesFitASmallStack() throws InterruptedException {
    assertNull(onASmallStack("{{if .t}}".repeat(150) + "{{end}}".repeat(150)));
    assertNull(onASmallStack("{{if .f}}" + "{{else if .f}}".repeat(150) + "{{end}}"));
    assertNull(onASmallStack("{{" + "(".repeat(150) + "1" + ")".repeat(150) + "}}"));
    for (String template :
        List.of(
            "{{if .t}}".repeat(300) + "{{end}}".repeat(300),
            "{{" + "(".repeat(300) + "1" + ")".repeat(300) + "}}",
            "{{define \"a\"}}{{template \"a\"}}{{end}}{{template \"a\"}}",
            "{{define \"a\"}}"
                + "{{if true}}".repeat(150)
                + "{{template \"a\"}}"
                + "{{end}}".repeat(150)
                + "{{end}}{{template \"a\"}}")) {
      assertInstanceOf(BuiltinException.class, onASmallStack(template), template);
    }
  }

  private static @Nullable Throwable onASmallStack(String template) throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable call =
        () -> {
          try {
            TextCalls.call("strings.render_template", template, DATA);
          } catch (BuiltinException e) {
            failure.set(e);
          }
        };
    Thread thread = new Thread(null, call, "small", 512 * 1024);
    thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
    thread.start();
    thread.join();
    return failure.get();
  }

  @Test
  void values() {
    renders(
        "a<b> 5 true <undefined> <undefined> [1 two <nil>] map[a:map[c:C] b:B]",
        "{{.s}} {{.n}} {{.t}} {{.z}} {{.missing}} {{.l}} {{.m}}");
    renders("C C B", "{{.m.a.c}} {{(.m.a).c}} {{$.m.b}}");
    renders("<undefined>", "{{.missing.deep}}");
    renders("<undefined>", "<no value>");
    renders(
        "1 31 -5 1.5 1000 97 x\té `raw",
        "{{1}} {{0x1F}} {{-5}} {{1.5}} {{1e3}} {{'a'}} {{\"x\\t\\u00e9\"}} {{\"`\"}}{{`raw`}}");
  }

  @Test
  void controls() {
    renders(
        "y n 2",
        "{{if .t}}y{{end}} {{if .none}}y{{else}}n{{end}} {{if .f}}1{{else if .t}}2{{else}}3{{end}}");
    renders("BCa<b>", "{{with .m}}{{.b}}{{with .a}}{{.c}}{{end}}{{$.s}}{{end}}");
    renders("-", "{{with .missing}}x{{else}}-{{end}}");
    renders("x, y, z", "{{range $i, $e := .names}}{{if $i}}, {{end}}{{$e}}{{end}}");
    renders("a=map[c:C];b=B;", "{{range $k, $v := .m}}{{$k}}={{$v}};{{end}}");
    renders("xz", "{{range .names}}{{if eq . \"y\"}}{{continue}}{{end}}{{.}}{{end}}");
    renders("x", "{{range .names}}{{.}}{{break}}{{end}}");
    renders("012 none", "{{range 3}}{{.}}{{end}} {{range .none}}x{{else}}none{{end}}");
    renders("2 3 2", "{{$x := 1}}{{if .t}}{{$x = 2}}{{$x}} {{$x := 3}}{{$x}} {{end}}{{$x}}");
    renders(
        "<a<b>><<undefined>>",
        "{{define \"x\"}}<{{.}}>{{end}}{{template \"x\" .s}}{{template \"x\"}}");
    renders("xxx", "{{range .names}}{{range $.none}}{{else}}{{break}}{{end}}x{{end}}");
    renders("b", "{{define \"template\"}}b{{end}}");
    renders("(5)", "{{block \"b\" .n}}({{.}}){{end}}");
  }

  @Test
  void spaceIsTrimmedWhereDashesSay() {
    renders("a5b", "a \n {{- .n -}} \t b");
    renders("a b", "a {{- /* nothing */ -}} {{\" \"}}{{- \"b\"}}");
    renders("x-5", "x{{-5}}");
    renders("a  b", "a {{/* c */}} b");
  }

  @Test
  void functions() {
    renders(
        "3 1 two B y,z",
        "{{len .l}} {{index .l 0}} {{index .l 1}} {{index .m \"b\"}} {{range $i, $e := slice .names 1}}{{if $i}},{{end}}{{$e}}{{end}}");
    renders(
        "true false true true",
        "{{eq .n \"5\"}} {{eq .n \"6\"}} {{ne .s \"b\"}} {{eq .s \"x\" \"a<b>\"}}");
    renders("true false true", "{{lt 1 2}} {{gt 1.5 2.5}} {{ge \"b\" \"a\"}}");
    renders("a<b> false 0 true", "{{and .t .s}} {{and .t .f .missing.x}} {{or .f 0}} {{not .f}}");
    renders(
        "a&lt;b&gt; a\\u003Cb\\u003E a%3Cb%3E+%7E".replace("%7E", "~"),
        "{{html .s}} {{js .s}} {{urlquery .s \" ~\"}}");
    renders("1 2a<b>3 4|5 x\n", "{{print 1 2 .s 3 4}}|{{println .n \"x\"}}");
    renders(
        "5-x %!d(json.Number=5) 005",
        "{{printf \"%s-%s\" .n \"x\"}} {{printf \"%d\" .n}} {{printf \"%03d\" 5}}");
    renders("4 a&lt;b&gt;", "{{.s | len}} {{.s | html | printf \"%s\"}}");
  }
}
