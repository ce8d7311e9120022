package io.countersign.credentials.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContentDigestTest {
  /** RFC 9421 §B.2: the body of its test request. */
  private static final byte[] BODY = "{\"hello\": \"world\"}".getBytes(StandardCharsets.UTF_8);

  private static final byte[] WITH_LINE_FEED =
      "{\"hello\": \"world\"}\n".getBytes(StandardCharsets.UTF_8);

  private static final String SHA_256 = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";
  private static final String SHA_512 =
      "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHW"
          + "XvJwew==:";

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "of the body, true",
    "by both algorithms, true",
    "beside a broken one, true",
    "with a parameter, true",
    "in two lines, true",
    "of another body, false",
    "by a broken one alone, false",
    "by none, false",
    "absent, false"
  })
  void digest(String which, boolean holds) {
    List<String> lines =
        switch (which) {
          case "of the body" -> List.of(SHA_512);
          case "by both algorithms" -> List.of(SHA_256 + ", " + SHA_512);
          case "beside a broken one" -> List.of("md5=:AAAA:, " + SHA_256);
          case "with a parameter" -> List.of(SHA_256 + ";x=1");
          case "in two lines" -> List.of(SHA_256, SHA_512);
          case "of another body" -> List.of(SHA_512.replace("WZ", "XZ"));
          case "by a broken one alone" -> List.of("md5=:Sd/dVLAcvNLSq16eXua5uQ==:");
          case "by none" -> List.of("");
          case "absent" -> List.of();
          default -> throw new AssertionError(which);
        };
    assertEquals(holds, ContentDigest.holds(lines, BODY));
    assertEquals(false, ContentDigest.holds(lines, new byte[0]));
  }

  /** RFC 9530 §2 shows the digest of the same text with a line feed. */
  @ParameterizedTest
  @CsvSource({
    "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:, true",
    "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:, false"
  })
  void lineFeedCounts(String field, boolean holds) {
    assertEquals(holds, ContentDigest.holds(List.of(field), WITH_LINE_FEED));
  }
}
