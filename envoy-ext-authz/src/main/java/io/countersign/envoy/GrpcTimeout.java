package io.countersign.envoy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The header {@code grpc-timeout} (gRPC over HTTP/2): at most eight digits and a unit. */
final class GrpcTimeout {
  private static final int MAX_LENGTH = 9;

  private GrpcTimeout() {}

  /** When the caller stops waiting; null when it did not say, or not in a form we know. */
  static @Nullable Instant deadline(@Nullable String header, Instant now) {
    if (header == null || !header.matches("\\d{1,8}[HMSmun]") || header.length() > MAX_LENGTH) {
      return null;
    }
    long amount = Long.parseLong(header, 0, header.length() - 1, 10);
    ChronoUnit unit =
        switch (header.charAt(header.length() - 1)) {
          case 'H' -> ChronoUnit.HOURS;
          case 'M' -> ChronoUnit.MINUTES;
          case 'S' -> ChronoUnit.SECONDS;
          case 'm' -> ChronoUnit.MILLIS;
          case 'u' -> ChronoUnit.MICROS;
          default -> ChronoUnit.NANOS;
        };
    return now.plus(Duration.of(amount, unit));
  }
}
