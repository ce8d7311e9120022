package io.countersign.credentials.jose;

import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Seconds since 1970 in a claim, with or without a fraction (RFC 7519 §2). */
public final class NumericDate {
  /** The end of the year 9999: what lies beyond is a mistake or an attack on arithmetic. */
  private static final BigDecimal MAX = BigDecimal.valueOf(253_402_300_799L);

  private NumericDate() {}

  /** The claim's instant; null when the claim is absent, no number, or out of range. */
  public static @Nullable Instant of(JsonObject claims, String name) {
    if (!(claims.get(name) instanceof JsonNumber number)) {
      return null;
    }
    BigDecimal seconds = number.value();
    if (seconds.signum() < 0 || seconds.compareTo(MAX) > 0) {
      return null;
    }
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    long nanos =
        seconds.subtract(whole).movePointRight(9).setScale(0, RoundingMode.FLOOR).longValue();
    return Instant.ofEpochSecond(whole.longValueExact(), nanos);
  }
}
