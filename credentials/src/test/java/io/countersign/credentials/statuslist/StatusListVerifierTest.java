package io.countersign.credentials.statuslist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.fixture.Jwt;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.credentials.statuslist.StatusListOutcome.Accepted;
import io.countersign.credentials.statuslist.StatusListOutcome.Fault;
import io.countersign.credentials.statuslist.StatusListOutcome.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatusListVerifierTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String URI = "https://issuer.example/statuslists/1";
  private static final TestKey KEY = TestKey.es256().named("k1");
  private static final TestKey STRANGER = TestKey.es256().named("k1");
  private static final KeySource KEYS = _ -> new KeySet(Map.of("k1", KEY.publicJwk()), 0, NOW);

  /** draft-ietf-oauth-status-list §4.1: sixteen statuses of one bit. */
  private static final String ONE_BIT = "eNrbuRgAAhcBXQ";

  /** §4.1: twelve statuses of two bits. */
  private static final String TWO_BITS = "eNo76fITAAPfAgc";

  /** Appendix "Test vectors for Status List encoding": 2^20 statuses of one bit. */
  private static final String MANY_OF_ONE_BIT =
      "eNrt3AENwCAMAEGogklACtKQPg9LugC9k_ACvreiogEAAKkeCQAAAAAAAAAAAAAAAAAAAIBy"
          + "lgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAXG9IAAAAAAAAAPws"
          + "JAAAAAAAAAAAAAAAvhsSAAAAAAAAAAAA7KpLAAAAAAAAAAAAAAAAAAAAAJsLCQAAAAAAAAAA"
          + "ADjelAAAAAAAAAAAKjDMAQAAAACAZC8L2AEb";

  /** The same of two bits. */
  private static final String MANY_OF_TWO_BITS =
      "eNrt2zENACEQAEEuoaBABP5VIO01fCjIHTMStt9ovGVIAAAAAABAbiEBAAAAAAAAAAAAAAAA"
          + "AAAAAAAAAAAAAAAAAAAAAAAAAEB5WwIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
          + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAID0ugQA"
          + "AAAAAAAAAAAAAAAAQG12SgAAAAAAAAAAAAAAAAAAAAAAAAAAAOCSIQEAAAAAAAAAAAAAAAAA"
          + "AAAAAAD8ExIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAwJEuAQAAAAAAAAAAAAAA"
          + "AAAAAAAAAMB9SwIAAAAAAAAAAAAAAAAAAACoYUoAAAAAAAAAAAAAAEBqH81gAQw";

  private final StatusListVerifier verifier =
      new StatusListVerifier(
          SignatureProvider.best(),
          Duration.ofSeconds(60),
          Duration.ofHours(1),
          Duration.ofDays(1));

  private static Jwt list() {
    return Jwt.empty()
        .header("typ", "\"statuslist+jwt\"")
        .header("alg", "\"ES256\"")
        .header("kid", "\"k1\"")
        .claim("sub", Jwt.quote(URI))
        .claim("iat", NOW.getEpochSecond() - 10)
        .claim("exp", NOW.getEpochSecond() + 600)
        .claim("ttl", 300)
        .claim("status_list", "{\"bits\":1,\"lst\":\"" + ONE_BIT + "\"}");
  }

  private StatusListOutcome verify(String token) {
    return verifier.verify(token, URI, Set.of(JwsAlgorithm.ES256), KEYS, NOW);
  }

  private VerifiedStatusList accepted(Jwt list) {
    return assertInstanceOf(Accepted.class, verify(list.sign(KEY))).list();
  }

  private static String zlib(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Jwt.encode(out.toByteArray());
  }

  private static Arguments row(String mistake, Fault fault, Jwt list) {
    return Arguments.of(mistake, fault, list.sign(KEY));
  }

  private static Jwt bits(String statusList) {
    return list().claim("status_list", statusList);
  }

  static Stream<Arguments> mistakes() {
    String cutOff = ONE_BIT.substring(0, 8);
    return Stream.of(
        row("no type", Fault.UNTRUSTED, list().header("typ", null)),
        row("type of another token", Fault.UNTRUSTED, list().header("typ", "\"JWT\"")),
        row("algorithm none", Fault.UNTRUSTED, list().header("alg", "\"none\"")),
        row("unknown key", Fault.UNTRUSTED, list().header("kid", "\"k2\"")),
        row("critical extension", Fault.UNTRUSTED, list().header("crit", "[\"b64\"]")),
        Arguments.of("signed by a stranger", Fault.UNTRUSTED, list().sign(STRANGER)),
        Arguments.of("not a JWS", Fault.MALFORMED, "<html>"),
        row("list of another URI", Fault.OTHER_LIST, list().claim("sub", "\"https://x.example\"")),
        row("no sub", Fault.OTHER_LIST, list().claim("sub", null)),
        row("expired", Fault.EXPIRED, list().claim("exp", NOW.getEpochSecond())),
        row("exp as text", Fault.MALFORMED, list().claim("exp", "\"soon\"")),
        row("no iat", Fault.MALFORMED, list().claim("iat", null)),
        row(
            "iat in the future",
            Fault.NOT_YET_VALID,
            list().claim("iat", NOW.getEpochSecond() + 61)),
        row(
            "nbf in the future",
            Fault.NOT_YET_VALID,
            list().claim("nbf", NOW.getEpochSecond() + 61)),
        row("ttl of zero", Fault.MALFORMED, list().claim("ttl", 0)),
        row("negative ttl", Fault.MALFORMED, list().claim("ttl", -1)),
        row("ttl as text", Fault.MALFORMED, list().claim("ttl", "\"300\"")),
        row("no list", Fault.BITS, list().claim("status_list", null)),
        row("three bits", Fault.BITS, bits("{\"bits\":3,\"lst\":\"" + ONE_BIT + "\"}")),
        row("sixteen bits", Fault.BITS, bits("{\"bits\":16,\"lst\":\"" + ONE_BIT + "\"}")),
        row("one and a half bits", Fault.BITS, bits("{\"bits\":1.5,\"lst\":\"" + ONE_BIT + "\"}")),
        row("bits as text", Fault.BITS, bits("{\"bits\":\"1\",\"lst\":\"" + ONE_BIT + "\"}")),
        row("no lst", Fault.BITS, bits("{\"bits\":1}")),
        row("not base64url", Fault.BITS, bits("{\"bits\":1,\"lst\":\"+/==\"}")),
        row("not ZLIB", Fault.BITS, bits("{\"bits\":1,\"lst\":\"AAAA\"}")),
        row("ZLIB cut off", Fault.BITS, bits("{\"bits\":1,\"lst\":\"" + cutOff + "\"}")),
        row(
            "bytes after the ZLIB stream",
            Fault.BITS,
            bits("{\"bits\":1,\"lst\":\"" + ONE_BIT + "AAAA" + "\"}")),
        row(
            "inflates to more than 16 MiB",
            Fault.BITS,
            bits("{\"bits\":1,\"lst\":\"" + zlib(new byte[StatusBits.MAX_BYTES + 1]) + "\"}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void listThatDoesNotHoldIsRefused(String mistake, Fault fault, String token) {
    assertEquals(fault, assertInstanceOf(Refused.class, verify(token)).fault(), mistake);
  }

  @Test
  void tooLongATokenIsNotLookedAt() {
    String token = "a".repeat(StatusListVerifier.MAX_CHARS + 1);
    assertEquals(new Refused(Fault.MALFORMED), verify(token));
  }

  @Test
  void statusIsValidInvalidOrUnknown() {
    VerifiedStatusList list = accepted(list());
    assertEquals(TokenStatus.INVALID, list.status(new StatusReference(URI, 0), NOW));
    assertEquals(TokenStatus.VALID, list.status(new StatusReference(URI, 1), NOW));
    assertEquals(TokenStatus.INVALID, list.status(new StatusReference(URI, 15), NOW));
    assertEquals(TokenStatus.UNKNOWN, list.status(new StatusReference(URI, 16), NOW));
    assertEquals(TokenStatus.UNKNOWN, list.status(new StatusReference(URI, -1), NOW));
    assertEquals(
        TokenStatus.UNKNOWN, list.status(new StatusReference(URI, Integer.MAX_VALUE), NOW));
    assertEquals(
        TokenStatus.UNKNOWN, list.status(new StatusReference("https://other.example", 1), NOW));
  }

  @Test
  void suspendedAndApplicationSpecificAreNotValid() {
    VerifiedStatusList list = accepted(bits("{\"bits\":2,\"lst\":\"" + TWO_BITS + "\"}"));
    assertEquals(TokenStatus.SUSPENDED, list.status(new StatusReference(URI, 1), NOW));
    assertEquals(TokenStatus.APPLICATION_SPECIFIC, list.status(new StatusReference(URI, 3), NOW));
  }

  @Test
  void listCountsForItsTtl() {
    VerifiedStatusList list = accepted(list());
    StatusReference good = new StatusReference(URI, 1);
    assertEquals(TokenStatus.VALID, list.status(good, NOW.plusSeconds(300).minusNanos(1)));
    assertEquals(TokenStatus.UNKNOWN, list.status(good, NOW.plusSeconds(300)));
  }

  @Test
  void listCountsUntilItExpires() {
    assertEquals(NOW.plusSeconds(600), accepted(list().claim("ttl", 86_400)).until());
  }

  @Test
  void listWithoutItsOwnTimesCountsForTheConfiguredAge() {
    Jwt list = list().claim("ttl", null).claim("exp", null);
    assertEquals(NOW.plus(Duration.ofDays(1)), accepted(list).until());
  }

  @Test
  void bitsAreReadFromTheLowestAsInTheDraft() {
    StatusBits one = StatusBits.of(1, ONE_BIT).orElseThrow();
    assertEquals(
        List.of(1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1),
        IntStream.range(0, 16).map(i -> one.at(i).orElseThrow()).boxed().toList());
    StatusBits two = StatusBits.of(2, TWO_BITS).orElseThrow();
    assertEquals(
        List.of(1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3),
        IntStream.range(0, 12).map(i -> two.at(i).orElseThrow()).boxed().toList());
  }

  /** Made by the npm package @sd-jwt/jwt-status-list 0.19.0; the status of token i is 7i + 3. */
  @ParameterizedTest
  @CsvSource({
    "1, eNoLDQUCAAUAAao",
    "2, eNqTloYBAAXXAQ8",
    "4, eNpb3Jjvq835_OhiJBoAYXYJYQ",
    "8, eNoBKADX_wMKERgfJi00O0JJUFdeZWxzeoGIj5adpKuyucDHztXc4-rx-P8GDRQnTxLN"
  })
  void listsOfAnotherImplementationAreRead(int bits, String lst) {
    StatusBits list = StatusBits.of(bits, lst).orElseThrow();
    for (int i = 0; i < 40; i++) {
      assertEquals(OptionalInt.of((i * 7 + 3) % (1 << bits)), list.at(i));
    }
    assertEquals(OptionalInt.empty(), list.at(40));
  }

  @Test
  void fourAndEightBitsAreRead() {
    StatusBits four = StatusBits.of(4, zlib(new byte[] {0x21, (byte) 0xf3})).orElseThrow();
    assertEquals(
        List.of(1, 2, 3, 15),
        IntStream.range(0, 4).map(i -> four.at(i).orElseThrow()).boxed().toList());
    StatusBits eight = StatusBits.of(8, zlib(new byte[] {7, (byte) 0xff})).orElseThrow();
    assertEquals(255, eight.at(1).orElseThrow());
    assertEquals(OptionalInt.empty(), eight.at(2));
  }

  @Test
  void largeListsOfTheDraftAreRead() {
    int[] indexes = {
      0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345
    };
    int[] twoBits = {1, 2, 1, 3, 1, 1, 2, 1, 1, 2, 3};
    StatusBits one = StatusBits.of(1, MANY_OF_ONE_BIT).orElseThrow();
    StatusBits two = StatusBits.of(2, MANY_OF_TWO_BITS).orElseThrow();
    for (int i = 0; i < indexes.length; i++) {
      assertEquals(1, one.at(indexes[i]).orElseThrow());
      assertEquals(twoBits[i], two.at(indexes[i]).orElseThrow());
    }
    assertEquals(
        indexes.length, IntStream.range(0, 1 << 20).map(i -> one.at(i).orElseThrow()).sum());
    assertEquals(
        Arrays.stream(twoBits).sum(),
        IntStream.range(0, 1 << 20).map(i -> two.at(i).orElseThrow()).sum());
    assertEquals(OptionalInt.empty(), one.at(1 << 20));
  }

  @Test
  void referenceIsReadFromTheToken() {
    assertEquals(
        Optional.of(new StatusReference(URI, 412)),
        StatusReference.of(
            TestKey.json("{\"status\":{\"status_list\":{\"idx\":412,\"uri\":\"" + URI + "\"}}}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":1}",
        "{\"status\":{}}",
        "{\"status\":{\"status_list\":{\"uri\":\"https://i.example\"}}}",
        "{\"status\":{\"status_list\":{\"idx\":1}}}",
        "{\"status\":{\"status_list\":{\"idx\":-1,\"uri\":\"https://i.example\"}}}",
        "{\"status\":{\"status_list\":{\"idx\":1.5,\"uri\":\"https://i.example\"}}}",
        "{\"status\":{\"status_list\":{\"idx\":\"1\",\"uri\":\"https://i.example\"}}}",
        "{\"status\":{\"status_list\":{\"idx\":2147483648,\"uri\":\"https://i.example\"}}}"
      })
  void malformedReferenceIsGivenAndNone(String claims) {
    assertTrue(StatusReference.isGiven(TestKey.json(claims)));
    assertEquals(Optional.empty(), StatusReference.of(TestKey.json(claims)));
  }
}
