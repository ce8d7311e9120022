package io.countersign.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTimeoutTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "m",
        "1",
        "-1m",
        "+1m",
        "1.5S",
        "1 m",
        " 1m",
        "1m ",
        "123456789m",
        "1s",
        "1h",
        "1mm",
        "1m,2m",
        "1m\n",
        "٣m",
        "0x1m"
      })
  void otherFormsNameNoDeadline(String header) {
    assertNull(GrpcTimeout.deadline(header, NOW));
  }

  @Test
  void absentNamesNoDeadline() {
    assertNull(GrpcTimeout.deadline(null, NOW));
  }

  @ParameterizedTest
  @CsvSource({
    "2000m, PT2S",
    "2S, PT2S",
    "3M, PT3M",
    "4H, PT4H",
    "5u, PT0.000005S",
    "6n, PT0.000000006S",
    "0m, PT0S",
    "00000001S, PT1S",
    "99999999H, PT99999999H"
  })
  void deadlineIsNowPlusTheTimeout(String header, Duration timeout) {
    assertEquals(NOW.plus(timeout), GrpcTimeout.deadline(header, NOW));
  }
}
