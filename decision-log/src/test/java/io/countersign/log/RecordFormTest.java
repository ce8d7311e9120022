package io.countersign.log;

import static io.countersign.log.tlog.Fault.Kind.RECORD_NOT_CANONICAL;
import static io.countersign.log.tlog.Fault.Kind.RECORD_OTHER_ORIGIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.log.tlog.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFormTest {
  private static final String OWN = "\"pdp\":{\"origin\":\"log.example/a\",\"version\":\"1\"}";
  private final RecordForm form = new RecordForm("log.example/a");

  /** Somewhere in a bundle, between bytes of others. */
  private Fault.@Nullable Kind problem(String record) {
    byte[] bytes = ("}{" + record + "\"}").getBytes(StandardCharsets.UTF_8);
    return form.problem(bytes, 2, bytes.length - 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "1",
        "{\"a\":1 ," + OWN + "}",
        "{\"a\":1.0," + OWN + "}",
        "{\"a\":01," + OWN + "}",
        "{\"a\":-0," + OWN + "}",
        "{\"a\":1e2," + OWN + "}",
        "{\"a\":12345678901234567891," + OWN + "}",
        "{\"a\":\"\\u0041\"," + OWN + "}",
        "{\"a\":\"\\/\"," + OWN + "}",
        "{\"b\":1,\"a\":1," + OWN + "}",
        "{\"a\":1,\"a\":1," + OWN + "}",
        "{\"a\":tru," + OWN + "}",
        "{\"a\":nulll," + OWN + "}",
        "{\"a\":[1,]," + OWN + "}",
        "{\"a\":\"\t\"," + OWN + "}",
        "{" + OWN + "}\n",
        "{" + OWN + "}}",
        "{" + OWN + ",}"
      })
  void whatIsNotCanonicalIsNamed(String record) {
    assertEquals(RECORD_NOT_CANONICAL, problem(record));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"pdp\":\"log.example/a\"}",
        "{\"pdp\":{\"origin\":\"log.example/b\"}}",
        "{\"pdp\":{\"origin\":\"log.example/ab\"}}",
        "{\"pdp\":{\"origin\":[\"log.example/a\"]}}",
        "{\"a\":{\"pdp\":{\"origin\":\"log.example/a\"}}}",
        "{\"a\":\"" + "\\\"pdp\\\":{\\\"origin\\\":\\\"log.example/a\\\"}" + "\"}"
      })
  void anotherOriginIsNamed(String record) {
    assertEquals(RECORD_OTHER_ORIGIN, problem(record));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{" + OWN + "}",
        "{\"pdp\":{\"name\":\"x\",\"origin\":\"log.example/a\"}}",
        "{\"a\":[],\"b\":{}," + OWN + ",\"z\":[1,-2,null,true,false,\"x\"]}",
        "{\"a\":0.5,\"b\":1e+30,\"c\":\"\\n\\u001f\\\"\\\\\"," + OWN + "}",
        "{" + OWN + ",\"ä\":\"€\",\"\u20ac\":\"\ud83d\ude00\"}"
      })
  void canonicalRecordsOfThisLogPass(String record) {
    assertNull(problem(record));
  }

  /** The scan may be unsure, but what it lets pass the parser must let pass too. */
  @Test
  void scanNeverPassesWhatTheParserDoesNot() {
    byte[] good =
        ("{\"a\":{\"x\":[12,-3,\"yz\"],\"y\":null}," + OWN + ",\"t\":true}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] alphabet = "{}[]\",:0123-.eatrufls \\\n".getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200_000; i++) {
      byte[] record = good.clone();
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        record[random.nextInt(record.length)] = alphabet[random.nextInt(alphabet.length)];
      }
      if (new CanonicalScan(record, 0, record.length).isCanonicalObject()) {
        assertFalse(isNotCanonical(record), () -> new String(record, StandardCharsets.UTF_8));
      }
    }
  }

  private static boolean isNotCanonical(byte[] record) {
    try {
      return !Arrays.equals(record, CanonicalJson.bytes(JsonParser.parse(record)));
    } catch (JsonSyntaxException e) {
      return true;
    }
  }
}
