package io.countersign.service.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordTextTest {
  private static JsonObject json(String text) throws Exception {
    return (JsonObject) JsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain | plain",
        "`` | \"\"",
        "two words | \"two words\"",
        "\"quoted\" | \"\\\"quoted\\\"\"",
        "`a\nb` | \"a\\nb\"",
        "`\u001b[2J` | \"\\u001b[2J\"",
        "`\u009b2J` | \"\\u009b2J\"",
        "`\u007f` | \"\\u007f\"",
        "\u202eevil | \"\\u202eevil\"",
        "Gr\u00fc\u00dfe | \"Gr\\u00fc\\u00dfe\"",
        "\ud83d\ude00 | \"\\ud83d\\ude00\"",
      })
  void whatIsNotPlainIsQuoted(String text, String shown) {
    assertEquals(shown, RecordText.plain(text));
  }

  @Test
  void recordIsShownMemberByMember() throws Exception {
    String record =
        """
        {"b": {"y": 1, "x": "two words"}, "a": ["p", true], "c": [{"d": {"e": null}}, "f"],
         "g": {}, "line\\n": "h", "reason": "NO_GRANT", "time": "t"}
        """;
    assertEquals(
        """
        time: t
        reason: NO_GRANT
        a: ["p",true]
        b
          x: "two words"
          y: 1
        c
          -
            d
              e: null
          -: f
        g: {}
        "line\\n": h\
        """,
        RecordText.pretty(json(record)));
  }

  @Test
  void lineOfAnEventHasNoSubjectAndNoAction() throws Exception {
    assertEquals(
        "2026-03-04T05:06:07.089Z  id  started  -  -  -",
        RecordText.line(
            json("{\"time\":\"2026-03-04T05:06:07.089Z\",\"id\":\"id\",\"type\":\"started\"}")));
  }
}
