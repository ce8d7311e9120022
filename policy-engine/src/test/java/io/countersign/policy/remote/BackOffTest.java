package io.countersign.policy.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackOffTest {

  @ParameterizedTest
  @CsvSource({
    "PT30S, 0, 0.0, PT30S",
    "PT30S, 0, 1.0, PT27S",
    "PT30S, 1, 0.0, PT30S",
    "PT30S, 1, 1.0, PT60S",
    "PT30S, 2, 0.5, PT90S",
    "PT30S, 3, 1.0, PT240S",
    "PT30S, 4, 1.0, PT300S",
    "PT30S, 4, 0.0, PT150S",
    "PT30S, 2147483647, 1.0, PT300S",
    "PT10M, 0, 0.0, PT10M",
    "PT10M, 5, 1.0, PT10M",
    "PT10M, 5, 0.0, PT5M",
  })
  void pausesGrowUpToFiveMinutesAndDiffer(
      Duration poll, int failures, double random, Duration pause) {
    assertEquals(pause, BackOff.pause(poll, failures, random));
  }
}
