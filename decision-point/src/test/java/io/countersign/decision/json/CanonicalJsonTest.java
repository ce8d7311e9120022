package io.countersign.decision.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  /** RFC 8785, appendix B: the bits of a double and its canonical form. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void numbersAreThoseOfAppendixB(String bits, String canonical) {
    assertEquals(canonical, ofDouble(Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(bits))));
  }

  /** Where Double.toString, which always gives two digits, differs from ECMAScript. */
  @ParameterizedTest
  @CsvSource({
    "1, 5e-324",
    "2, 1e-323",
    "3, 1.5e-323",
    "4, 2e-323",
    "5, 2.5e-323",
    "6, 3e-323",
    "10, 5e-323",
    "12, 6e-323",
    "20, 1e-322"
  })
  void smallestDoublesHaveAsFewDigitsAsTheyCan(long multiple, String canonical) {
    assertEquals(canonical, ofDouble(Double.longBitsToDouble(multiple)));
  }

  @ParameterizedTest
  @CsvSource({
    "1e0, 1",
    "1.0, 1",
    "-1.50, -1.5",
    "100, 100",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "-1e21, -1e+21",
    "123456789e15, 1.23456789e+23",
    "0.1, 0.1",
    "0.000001, 0.000001",
    "0.0000001, 1e-7",
    "-0.00000012, -1.2e-7",
    "9007199254740993, 9007199254740992",
    "1e-400, 0"
  })
  void numbersAreWrittenAsEcmaScriptWritesTheNearestDouble(String decimal, String canonical) {
    assertEquals(canonical, CanonicalJson.text(JsonNumber.of(new BigDecimal(decimal))));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {7, 20260104})
  void everyFiniteDoubleSurvives(long seed) throws JsonSyntaxException {
    JsonDocuments documents = new JsonDocuments(seed);
    for (int i = 0; i < 20_000; i++) {
      double number = documents.finite();
      String text = ofDouble(number);
      assertEquals(number, Double.parseDouble(text), 0.0, "seed " + seed + ", number " + i);
      JsonNumber read = (JsonNumber) JsonParser.parseInteroperable(text.getBytes(UTF_8));
      assertEquals(text, CanonicalJson.text(read), "seed " + seed + ", number " + i);
    }
  }

  @Test
  void numberBeyondADoubleHasNoForm() {
    JsonNumber beyond = JsonNumber.of(new BigDecimal("1e400"));
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.text(beyond));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "\uDC00", "a\uD800b", "\uDC00\uD800", "😀\uD83D"})
  void loneSurrogateHasNoForm(String text) {
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.bytes(new JsonString(text)));
    JsonObject named = JsonObject.builder().put(text, true).build();
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.bytes(named));
  }

  /** The example of RFC 8785 §3.2.2 in its canonical form, §3.2.4, as bytes. */
  @Test
  void exampleOfTheStandardHasItsBytes() throws JsonSyntaxException {
    String text =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;
    String canonical =
        "7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c"
            + " 22 6e 75 6d 62 65 72 73 22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33"
            + " 2c 31 65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37 5d 2c 22 73 74 72"
            + " 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c"
            + " 22 2f 22 7d";
    assertArrayEquals(
        HexFormat.ofDelimiter(" ").parseHex(canonical),
        CanonicalJson.bytes(JsonParser.parse(text.getBytes(UTF_8))));
  }

  /** RFC 8785 §3.2.3: by UTF-16 code units, so an emoji stands before U+FB33. */
  @Test
  void membersAreSortedByUtf16CodeUnits() throws JsonSyntaxException {
    String text =
        """
        {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh",
         "1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control",
         "\\u00f6":"Latin Small Letter O With Diaeresis"}
        """;
    assertEquals(
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            + "\"\u00F6\":\"Latin Small Letter O With Diaeresis\",\"\u20AC\":\"Euro Sign\","
            + "\"\uD83D\uDE00\":\"Emoji: Grinning Face\","
            + "\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}",
        CanonicalJson.text(JsonParser.parse(text.getBytes(UTF_8))));
  }

  @Test
  void onlyWhatMustBeEscapedIsEscaped() {
    assertEquals(
        "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f \\\"/\\\\\u007F\u0080\u2028\uFEFF😀\"",
        CanonicalJson.text(
            new JsonString("\u0000\u0007\b\t\n\u000B\f\r\u001F \"/\\\u007F\u0080\u2028\uFEFF😀")));
  }

  @Test
  void elementsKeepTheirOrder() {
    assertEquals(
        "[3,1,[],{},null]",
        CanonicalJson.text(
            new JsonArray(
                List.of(
                    JsonNumber.of(3),
                    JsonNumber.of(1),
                    JsonArray.EMPTY,
                    JsonObject.EMPTY,
                    JsonNull.NULL))));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 20260105})
  void canonicalFormIsAFixedPoint(long seed) throws JsonSyntaxException {
    JsonDocuments documents = new JsonDocuments(seed);
    for (int i = 0; i < 2_000; i++) {
      JsonValue value = documents.next();
      byte[] once = CanonicalJson.bytes(value);
      JsonValue read = JsonParser.parseInteroperable(once);
      assertArrayEquals(once, CanonicalJson.bytes(read), "seed " + seed + ", document " + i);
      assertEquals(CanonicalJson.isFaithful(value), read.equals(value), "seed " + seed + ": " + i);
    }
  }

  @Test
  void formOfANumberThatNoDoubleNamesIsNotFaithful() throws JsonSyntaxException {
    assertFalse(CanonicalJson.isFaithful(parse("{\"a\":[1,{\"b\":9007199254740993}]}")));
    assertTrue(CanonicalJson.isFaithful(parse("{\"a\":[1,{\"b\":9007199254740992}]}")));
    assertTrue(CanonicalJson.isFaithful(parse("[null,true,\"x\",0.1,[],{}]")));
  }

  private static JsonValue parse(String text) throws JsonSyntaxException {
    return JsonParser.parse(text.getBytes(UTF_8));
  }

  private static String ofDouble(double number) {
    return CanonicalJson.text(JsonNumber.of(new BigDecimal(number)));
  }
}
