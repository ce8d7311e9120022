package io.countersign.credentials.signature;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.greenbytes.http.sfv.Dictionary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StructuredFieldsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1, a=2",
        "a=1;x;x",
        "a=(\"x\";k=1;k=2)",
        "a=(\"x\");k=1;k=2",
        "a=\"\\\";\", a=1",
        "a, a",
        "a=1,",
        "a=%\"x\"",
        "a=@1",
        "=1",
        ",",
        "a=\"x",
        "a=:A:",
        "a=1000000000000000"
      })
  void whatIsAmbiguousOrNoDictionaryIsRefused(String text) {
    assertTrue(StructuredFields.dictionary(List.of(text)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1, b=2",
        "a=\"x;y,z\", b",
        "a=\"\\\",;\";k=\";\"",
        "a=(\"x\";k \"y\";k);k, b=:AA==:;k=tok",
        ""
      })
  void whatSaysEverythingOnceIsKept(String text) {
    assertEquals(
        text, StructuredFields.dictionary(List.of(text)).map(Dictionary::serialize).orElseThrow());
  }

  @Test
  void linesAreOneField() {
    assertEquals(
        "a=1, b=2", StructuredFields.dictionary(List.of("a=1", "b=2")).orElseThrow().serialize());
    assertTrue(StructuredFields.dictionary(List.of("a=1", "a=2")).isEmpty());
  }

  @Test
  void fieldIsBounded() {
    String longest = "a=\"" + "x".repeat(StructuredFields.MAX_LENGTH - 4) + "\"";
    assertTrue(StructuredFields.dictionary(List.of(longest)).isPresent());
    assertTrue(StructuredFields.dictionary(List.of(longest + " ")).isEmpty());
  }

  /** The library's only exception is the one that is expected of it. */
  @Test
  void noiseIsNeverMoreThanRefused() {
    long seed = 0x5f1e1d5L;
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "ab1()=;,\"\\:? \t-.*AZ/+%@é\n";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "a=(\"b\"" : "");
      int length = random.nextInt(24);
      for (int at = 0; at < length; at++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertDoesNotThrow(
          () -> StructuredFields.dictionary(List.of(text.toString())),
          () -> "seed " + seed + ": " + text);
    }
  }
}
