package io.countersign.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DecisionIdTest {
  private static final RandomGenerator ONES = () -> -1L;
  private static final RandomGenerator ZEROS = () -> 0L;

  /** The time of the example in RFC 9562, appendix A.6. */
  private static final Instant TIME = Instant.ofEpochMilli(0x017F22E279B0L);

  @Test
  void versionAndVariantStandWhateverTheRandomBits() {
    assertEquals("017f22e2-79b0-7000-8000-000000000000", DecisionId.at(TIME, ZEROS).value());
    assertEquals("017f22e2-79b0-7fff-bfff-ffffffffffff", DecisionId.at(TIME, ONES).value());
  }

  @Test
  void itIsAUuidOfVersion7() {
    SplittableRandom random = new SplittableRandom(9562);
    for (int i = 0; i < 1_000; i++) {
      UUID uuid = UUID.fromString(DecisionId.at(TIME, random).value());
      assertEquals(7, uuid.version());
      assertEquals(2, uuid.variant());
      assertEquals(TIME.toEpochMilli(), uuid.getMostSignificantBits() >>> 16);
    }
  }

  @Test
  void textSortsByTimeToTheMillisecond() {
    for (long millis : new long[] {0, 1, 255, 65_535, TIME.toEpochMilli(), 1L << 46}) {
      String earlier = DecisionId.at(Instant.ofEpochMilli(millis), ONES).value();
      String later = DecisionId.at(Instant.ofEpochMilli(millis + 1), ZEROS).value();
      assertTrue(earlier.compareTo(later) < 0, earlier + " " + later);
    }
  }

  @Test
  void idsOfOneInstantDiffer() {
    SplittableRandom random = new SplittableRandom(1);
    assertNotEquals(DecisionId.at(TIME, random), DecisionId.at(TIME, random));
  }

  @Test
  void textIsTheValue() {
    assertEquals(DecisionId.at(TIME, ZEROS).value(), DecisionId.at(TIME, ZEROS).toString());
  }
}
