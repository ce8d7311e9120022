package io.countersign.decision.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParserTest {

  /** Name and text; each character of the text is one byte, so that malformed UTF-8 can stand. */
  static Stream<Arguments> hostile() {
    return Stream.of(
        // Nothing, too little, too much
        hostile("no text", ""),
        hostile("white space alone", " \t\r\n"),
        hostile("byte order mark", "\u00EF\u00BB\u00BF{}"),
        hostile("UTF-16", "\u0000{\u0000}"),
        hostile("vertical tab is no white space", "\u000B1"),
        hostile("form feed is no white space", "1\f"),
        hostile("no-break space is no white space", "\u00C2\u00A01"),
        hostile("two values", "1 2"),
        hostile("two objects", "{}{}"),
        hostile("text after an object", "{} x"),
        hostile("NUL after the value", "{}\u0000"),
        hostile("comma after the value", "1,"),
        hostile("a closing brace too many", "{}}"),
        hostile("comment", "/* */ 1"),
        hostile("line comment", "// \n1"),
        // Words
        hostile("cut true", "tru"),
        hostile("True", "True"),
        hostile("nul", "nul"),
        hostile("nulll", "nulll"),
        hostile("falsehood", "falsey"),
        hostile("undefined", "undefined"),
        hostile("bare word", "word"),
        // Objects
        hostile("name given twice", "{\"a\":1,\"a\":1}"),
        hostile("name given twice, one of them escaped", "{\"sub\":1,\"\\u0073ub\":2}"),
        hostile(
            "name given twice, escaped surrogates",
            "{\"\u00F0\u009F\u0098\u0080\":1,\"\\ud83d\\ude00\":2}"),
        hostile("empty name given twice", "{\"\":1,\"\":2}"),
        hostile("name given twice below", "[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]"),
        hostile("name given twice with null first", "{\"a\":null,\"a\":1}"),
        hostile("unterminated object", "{"),
        hostile("object ends after a name", "{\"a\""),
        hostile("object ends after a colon", "{\"a\":"),
        hostile("object ends after a value", "{\"a\":1"),
        hostile("object ends after a comma", "{\"a\":1,"),
        hostile("comma before the end of an object", "{\"a\":1,}"),
        hostile("comma at the start of an object", "{,\"a\":1}"),
        hostile("no comma between members", "{\"a\":1 \"b\":2}"),
        hostile("equals for colon", "{\"a\"=1}"),
        hostile("two colons", "{\"a\"::1}"),
        hostile("bare name", "{a:1}"),
        hostile("name in apostrophes", "{'a':1}"),
        hostile("name is a number", "{1:1}"),
        hostile("object closed as an array", "{\"a\":1]"),
        // Arrays
        hostile("unterminated array", "["),
        hostile("array ends after a value", "[1"),
        hostile("array ends after a comma", "[1,"),
        hostile("comma before the end of an array", "[1,]"),
        hostile("two commas", "[1,,2]"),
        hostile("comma alone", "[,]"),
        hostile("array closed as an object", "[1}"),
        hostile("no comma between elements", "[1 2]"),
        // Numbers
        hostile("leading zero", "01"),
        hostile("leading zeros", "-00"),
        hostile("plus", "+1"),
        hostile("no digit after the point", "1."),
        hostile("no digit between point and exponent", "1.e1"),
        hostile("no digit before the point", ".5"),
        hostile("minus before the point", "-.5"),
        hostile("no exponent", "1e"),
        hostile("no exponent after the sign", "1e+"),
        hostile("fraction in the exponent", "1e1.5"),
        hostile("minus alone", "-"),
        hostile("two minuses", "--1"),
        hostile("minus and blank", "- 1"),
        hostile("NaN", "NaN"),
        hostile("Infinity", "Infinity"),
        hostile("-Infinity", "-Infinity"),
        hostile("hexadecimal", "0x1"),
        hostile("underscore", "1_000"),
        hostile("letter after a number", "1a"),
        hostile("full-width digit", "\u00EF\u00BC\u0091"),
        hostile("beyond a double", "1e400"),
        hostile("beyond a double, negative", "-1e309"),
        hostile("beyond a double without an exponent", "9".repeat(310)),
        hostile("huge exponent", "1e999999999"),
        hostile("huge negative exponent", "1e-999999999"),
        hostile("exponent past an int", "1e99999999999999999999"),
        hostile("zero with a huge exponent", "0e2147483648"),
        hostile("401 characters", "0." + "1".repeat(399)),
        hostile("a million digits", "0." + "1".repeat(1_000_000)),
        // Strings
        hostile("unterminated string", "\"a"),
        hostile("quotation mark alone", "\""),
        hostile("string in apostrophes", "'a'"),
        hostile("string ends in an escape", "\"\\"),
        hostile("escaped quotation mark at the end", "\"\\\""),
        hostile("string ends in hexadecimal digits", "\"\\u00"),
        hostile("unknown escape", "\"\\a\""),
        hostile("escaped apostrophe", "\"\\'\""),
        hostile("escaped NUL of C", "\"\\0\""),
        hostile("hexadecimal escape of C", "\"\\x41\""),
        hostile("capital U", "\"\\U0041\""),
        hostile("three hexadecimal digits", "\"\\u004\""),
        hostile("no hexadecimal digit", "\"\\u00g0\""),
        hostile("sign among hexadecimal digits", "\"\\u+041\""),
        hostile("braced code point", "\"\\u{41}\""),
        hostile("raw NUL", "\"\u0000\""),
        hostile("raw line feed", "\"a\nb\""),
        hostile("raw tab", "\"a\tb\""),
        hostile("raw unit separator", "\"\u001F\""),
        hostile("raw control character after an escape", "\"\\n\u0001\""),
        hostile("raw control character past ASCII", "\"\u00C3\u00A4\u001F\""),
        hostile("raw control character in a name", "{\"a\u0000b\":1}"),
        // Surrogates
        hostile("high surrogate alone", "\"\\ud800\""),
        hostile("low surrogate alone", "\"\\udc00\""),
        hostile("surrogates in the wrong order", "\"\\udc00\\ud800\""),
        hostile("two high surrogates", "\"\\ud800\\ud800\""),
        hostile("high surrogate and a letter", "\"\\ud800a\""),
        hostile("high surrogate and another escape", "\"\\ud800\\n\""),
        hostile("high surrogate and another code unit", "\"\\ud800\\u0041\""),
        hostile("high surrogate and the end", "\"\\ud800\\"),
        hostile("lone surrogate in a name", "{\"\\ud800\":1}"),
        hostile("escaped high, raw low", "\"\\ud83d\u00ED\u00B8\u0080\""),
        // UTF-8 (RFC 3629)
        hostile("raw surrogate", "\"\u00ED\u00A0\u0080\""),
        hostile("raw surrogate pair (CESU-8)", "\"\u00ED\u00A0\u00BD\u00ED\u00B8\u0080\""),
        hostile("overlong slash, two bytes", "\"\u00C0\u00AF\""),
        hostile("overlong slash, three bytes", "\"\u00E0\u0080\u00AF\""),
        hostile("overlong slash, four bytes", "\"\u00F0\u0080\u0080\u00AF\""),
        hostile("overlong quotation mark", "\"\u00C0\u00A2"),
        hostile("overlong NUL (Java's)", "\"\u00C0\u0080\""),
        hostile("longest overlong of two bytes", "\"\u00C1\u00BF\""),
        hostile("longest overlong of three bytes", "\"\u00E0\u009F\u00BF\""),
        hostile("longest overlong of four bytes", "\"\u00F0\u008F\u00BF\u00BF\""),
        hostile("past U+10FFFF", "\"\u00F4\u0090\u0080\u0080\""),
        hostile("first byte F5", "\"\u00F5\u0080\u0080\u0080\""),
        hostile("five bytes", "\"\u00F8\u0088\u0080\u0080\u0080\""),
        hostile("byte FE", "\"\u00FE\u0080\u0080\u0080\""),
        hostile("byte FF", "\"\u00FF\""),
        hostile("continuation alone", "\"\u0080\""),
        hostile("Latin-1", "\"\u00E4\""),
        hostile("cut code point", "\"\u00E2\u0082\""),
        hostile("cut code point at the end", "\"\u00E2\u0082"),
        hostile("first byte twice", "\"\u00C3\u00C3\u00A4\""),
        hostile("malformed UTF-8 outside a string", "{\u00FF}"),
        // Depth
        hostile("arrays 65 deep", nested("[", "", "]", 65)),
        hostile("objects 65 deep", nested("{\"a\":", "1", "}", 65)),
        hostile("arrays and objects 66 deep", nested("[{\"a\":", "1", "}]", 33)),
        hostile("a hundred thousand brackets", "[".repeat(100_000)),
        hostile("a hundred thousand braces", "{\"a\":".repeat(100_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void hostileTextIsRefused(String name, byte[] text) {
    assertThrows(JsonSyntaxException.class, () -> JsonParser.parse(text), name);
    assertThrows(JsonSyntaxException.class, () -> JsonParser.parseInteroperable(text), name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void refusalNamesAnOffsetInsideTheText(String name, byte[] text) {
    JsonSyntaxException refusal =
        assertThrows(JsonSyntaxException.class, () -> JsonParser.parse(text), name);
    assertTrue(refusal.offset() >= 0 && refusal.offset() <= text.length, name);
  }

  @Test
  void refusalDoesNotQuoteTheText() {
    JsonSyntaxException refusal =
        assertThrows(
            JsonSyntaxException.class,
            () -> JsonParser.parse("{\"password\":\"hunter2\",\"password\":1}".getBytes(UTF_8)));
    assertFalse(String.valueOf(refusal.getMessage()).contains("hunter2"));
    assertFalse(String.valueOf(refusal.getMessage()).contains("password"));
  }

  /** Cut anywhere, an object is no longer one. */
  @Test
  void everyPrefixIsRefused() {
    byte[] text =
        "{\"a\":[1,-2.5e+3,true,false,null,\"\\u00e4\\ud83d\\ude00é😀\"],\"b\":{}}".getBytes(UTF_8);
    assertDoesNotThrow(() -> JsonParser.parse(text));
    for (int length = 0; length < text.length; length++) {
      byte[] prefix = java.util.Arrays.copyOf(text, length);
      assertThrows(JsonSyntaxException.class, () -> JsonParser.parse(prefix), "cut at " + length);
    }
  }

  static Stream<Arguments> wellFormed() {
    return Stream.of(
        wellFormed("null", JsonNull.NULL),
        wellFormed("true", JsonBoolean.TRUE),
        wellFormed(" \t\r\nfalse \t\r\n", JsonBoolean.FALSE),
        wellFormed("{}", JsonObject.EMPTY),
        wellFormed("{ }", JsonObject.EMPTY),
        wellFormed("[]", JsonArray.EMPTY),
        wellFormed("[ ]", JsonArray.EMPTY),
        wellFormed("\"\"", new JsonString("")),
        wellFormed("\"plain\"", new JsonString("plain")),
        wellFormed("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", new JsonString("\"\\/\b\f\n\r\t")),
        wellFormed("\"\\u0000\\u001f\"", new JsonString("\u0000\u001F")),
        wellFormed("\"\\u00E4\\u00e4ä\"", new JsonString("äää")),
        wellFormed("\"\\ud83d\\uDE00😀\"", new JsonString("😀😀")),
        wellFormed(
            "\"\u007F\u0080\u07FF\u0800\uFFFF\"", new JsonString("\u007F\u0080\u07FF\u0800\uFFFF")),
        wellFormed("\"\\uFEFF\uFEFF\"", new JsonString("\uFEFF\uFEFF")),
        wellFormed("\"\uDBFF\uDFFF\"", new JsonString("\uDBFF\uDFFF")),
        wellFormed("0", JsonNumber.of(0)),
        wellFormed("-0", JsonNumber.of(0)),
        wellFormed("-0.0e5", JsonNumber.of(0)),
        wellFormed("0e9999", JsonNumber.of(0)),
        wellFormed("10", JsonNumber.of(10)),
        wellFormed("-10.50", number("-10.5")),
        wellFormed("1E2", JsonNumber.of(100)),
        wellFormed("1e+2", JsonNumber.of(100)),
        wellFormed("100e-02", JsonNumber.of(1)),
        wellFormed("9007199254740993", number("9007199254740993")),
        wellFormed("1.7976931348623157e308", number("1.7976931348623157e308")),
        wellFormed("1e-9999", number("1e-9999")),
        wellFormed("0." + "1".repeat(398), number("0." + "1".repeat(398))),
        wellFormed(
            "{\"b\" : [ 1 , \"x\" ] , \"a\" : { \"\" : null } }",
            new JsonObject(
                Map.of(
                    "b", new JsonArray(List.of(JsonNumber.of(1), new JsonString("x"))),
                    "a", new JsonObject(Map.of("", JsonNull.NULL))))),
        // Names that differ only in case or normalisation are different names.
        wellFormed(
            "{\"a\":1,\"A\":2}",
            new JsonObject(Map.of("a", JsonNumber.of(1), "A", JsonNumber.of(2)))),
        wellFormed(
            "{\"\u00E4\":1,\"a\u0308\":2}",
            new JsonObject(Map.of("\u00E4", JsonNumber.of(1), "a\u0308", JsonNumber.of(2)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wellFormed")
  void wellFormedTextIsRead(String text, JsonValue value) throws JsonSyntaxException {
    assertEquals(value, JsonParser.parse(text.getBytes(UTF_8)));
  }

  @Test
  void nestingOf64IsRead() {
    assertDoesNotThrow(() -> JsonParser.parse(bytes(nested("[", "", "]", 64))));
    assertDoesNotThrow(() -> JsonParser.parse(bytes(nested("{\"a\":", "1", "}", 64))));
    assertDoesNotThrow(() -> JsonParser.parse(bytes(nested("[{\"a\":", "1", "}]", 32))));
  }

  @Test
  void depthIsThatOfTheNestingNotOfTheNumberOfValues() {
    String many = "[" + "[[]],{\"a\":{}},".repeat(100) + "1]";
    assertDoesNotThrow(() -> JsonParser.parse(bytes(many)));
  }

  @Test
  void membersKeepTheirOrder() throws JsonSyntaxException {
    JsonObject object = (JsonObject) JsonParser.parse(bytes("{\"z\":1,\"a\":2,\"m\":3}"));
    assertEquals(List.of("z", "a", "m"), List.copyOf(object.members().keySet()));
  }

  /** 2^53 + 1, and what has more digits than a double keeps, would change in the canonical form. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-9007199254740993",
        "9007199254740991.5",
        "0.1000000000000000055511151231257827",
        "3.14159265358979323846",
        "1e-400",
        "-1e-400",
        "4.9e-324",
        "1.7976931348623158e308",
        "18446744073709551615",
        "1152921504606846976"
      })
  void numberThatADoubleCannotNameIsNotInteroperable(String number) {
    byte[] text = bytes("{\"a\":[" + number + "]}");
    assertDoesNotThrow(() -> JsonParser.parse(text));
    assertThrows(JsonSyntaxException.class, () -> JsonParser.parseInteroperable(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "0.1",
        "0.10",
        "1e308",
        "-1e308",
        "1.7976931348623157e308",
        "5e-324",
        "9007199254740991",
        "9007199254740992",
        "-9007199254740992",
        "9007199254740994",
        "1000000000000000000000",
        "1152921504606847000",
        "1700000000.25"
      })
  void numberThatADoubleNamesIsInteroperable(String number) throws JsonSyntaxException {
    assertEquals(number(number), JsonParser.parseInteroperable(bytes(number)));
  }

  private static Arguments hostile(String name, String text) {
    return Arguments.of(name, text.getBytes(ISO_8859_1));
  }

  private static Arguments wellFormed(String text, JsonValue value) {
    return Arguments.of(text, value);
  }

  private static JsonNumber number(String decimal) {
    return JsonNumber.of(new BigDecimal(decimal));
  }

  private static String nested(String open, String core, String close, int times) {
    return open.repeat(times) + core + close.repeat(times);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
