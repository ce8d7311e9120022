package io.countersign.log.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.log.tlog.AppendOutcome;
import io.countersign.log.tlog.DirectoryTileReader;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.TileLog;
import io.countersign.log.tlog.TileLogOptions;
import io.countersign.log.tlog.TileReader;
import io.countersign.log.tlog.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two logs whose records are ten seconds apart, the even ones in one, the odd ones in the other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogSearchTest {
  private static final Instant START = Instant.parse("2026-03-04T00:00:00Z");
  private static final int SIZE = 6000;
  private static final Path GOLDEN = Path.of("src/test/resources/io/countersign/log/records");

  @TempDir static Path folder;

  @BeforeAll
  void write() throws Exception {
    for (int parity = 0; parity < 2; parity++) {
      String name = parity == 0 ? "even" : "odd";
      List<String> records = new ArrayList<>();
      for (int i = parity; i < SIZE; i += 2) {
        records.add(record(i));
      }
      append(name, records);
    }
  }

  private static void append(String name, List<String> records) throws Exception {
    TileLogOptions options =
        TileLogOptions.of(
                folder.resolve(name),
                "log.example/" + name,
                folder.resolve(name + ".pem"),
                Durability.ORDERED)
            .withSegments(1 << 20, 8);
    try (TileLog log = TileLog.open(options)) {
      for (String record : records) {
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        AppendOutcome outcome = log.append(bytes);
        while (outcome == AppendOutcome.BACK_PRESSURE) {
          Thread.sleep(2);
          outcome = log.append(bytes);
        }
        assertEquals(AppendOutcome.APPENDED, outcome);
      }
    }
  }

  /** The transaction's time stands behind the record's own and must not be taken for it. */
  private static String record(int number) {
    return String.format(
        Locale.ROOT,
        "{\"decision\":\"%s\",\"id\":\"id-%d\",\"subject\":{\"id\":\"spiffe://a/%d\"},"
            + "\"time\":\"%s\",\"transaction\":{\"time\":\"1999-01-01T00:00:00.000Z\"},"
            + "\"type\":\"decision\"}",
        number % 5 == 0 ? "deny" : "allow",
        number,
        number % 7,
        at(number));
  }

  private static Instant at(int number) {
    return START.plusSeconds(10L * number).plusMillis(1);
  }

  private static LogReader log(String name) throws IOException {
    return log(name, new DirectoryTileReader(folder.resolve(name)));
  }

  private static LogReader log(String name, TileReader reader) throws IOException {
    return LogReader.open(
        reader, VerifierKey.parse(Files.readString(folder.resolve(name).resolve("vkey"))));
  }

  private static List<TextPattern> patterns(String... patterns) {
    return List.of(patterns).stream().map(TextPattern::of).toList();
  }

  private static List<Integer> find(RecordQuery query, long limit, LogReader... logs)
      throws IOException {
    List<Integer> numbers = new ArrayList<>();
    long found =
        new LogSearch(List.of(logs))
            .find(
                query,
                limit,
                hit -> {
                  int number =
                      Integer.parseInt(hit.record().string("id").orElseThrow().substring(3));
                  assertEquals(number / 2, hit.index());
                  assertEquals("log.example/" + (number % 2 == 0 ? "even" : "odd"), hit.origin());
                  numbers.add(number);
                });
    assertEquals(numbers.size(), found);
    return numbers;
  }

  private static List<Integer> expected(IntPredicate wanted) {
    List<Integer> numbers = new ArrayList<>();
    IntStream.range(0, SIZE).filter(wanted).forEach(numbers::add);
    Collections.reverse(numbers);
    return numbers;
  }

  @Test
  void recordsOfSeveralLogsComeNewestFirst() throws Exception {
    RecordQuery all = new RecordQuery(Map.of(), null, null);
    // Three bundles of each.
    assertEquals(expected(i -> i >= SIZE - 1500), find(all, 1500, log("even"), log("odd")));
    assertEquals(expected(i -> true).subList(0, 3), find(all, 3, log("even"), log("odd")));
    assertEquals(List.of(), find(all, 0, log("even")));
  }

  @Test
  void allFieldsMustMatchAndOnePatternOfEach() throws Exception {
    RecordQuery query =
        new RecordQuery(
            Map.of(
                RecordField.SUBJECT, patterns("spiffe://a/3", "*/4"),
                RecordField.DECISION, patterns("deny")),
            null,
            null);
    assertEquals(
        expected(i -> i % 5 == 0 && (i % 7 == 3 || i % 7 == 4)),
        find(query, Long.MAX_VALUE, log("even"), log("odd")));
  }

  @Test
  void timesBoundTheSearch() throws Exception {
    RecordQuery query = new RecordQuery(Map.of(), at(1000), at(1010));
    assertEquals(
        expected(i -> i >= 1000 && i < 1010), find(query, Long.MAX_VALUE, log("even"), log("odd")));
  }

  /** Whatever lies before is not read: reading all of a log takes time. */
  @Test
  void whatIsTooOldIsNotRead() throws Exception {
    TileReader files = new DirectoryTileReader(folder.resolve("even"));
    AtomicInteger bundles = new AtomicInteger();
    TileReader counting =
        (path, most) -> {
          if (path.startsWith("tile/entries/")) {
            bundles.incrementAndGet();
          }
          return files.read(path, most);
        };
    RecordQuery query = new RecordQuery(Map.of(), at(SIZE - 10), null);
    List<LogReader> logs = List.of(log("even", counting));
    assertEquals(5, new LogSearch(logs, 1).find(query, Long.MAX_VALUE, hit -> {}));
    assertEquals(12, logs.getFirst().bundles());
    assertTrue(bundles.get() <= 4, "read " + bundles);
  }

  private static String id(Instant time, int number) {
    long millis = time.toEpochMilli();
    return String.format(
        Locale.ROOT, "%08x-%04x-7000-8000-%012x", millis >>> 16, millis & 0xffff, number);
  }

  /** The record of number 1000 has a time hours off, as when a clock was set. */
  @Test
  void idLeadsToItsRecordThroughFewBundles() throws Exception {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      Instant time = at(i == 1000 ? 4000 : i);
      records.add(record(i).replaceFirst("id-[0-9]+", id(time, i)));
    }
    append("ids", records);
    TileReader files = new DirectoryTileReader(folder.resolve("ids"));
    AtomicInteger bundles = new AtomicInteger();
    TileReader counting =
        (path, most) -> {
          if (path.startsWith("tile/entries/")) {
            bundles.incrementAndGet();
          }
          return files.read(path, most);
        };
    LogSearch search = new LogSearch(List.of(log("ids", counting)));
    for (int number : new int[] {0, 1, 255, 256, 999, 3000, 5887, 5888, SIZE - 1}) {
      bundles.set(0);
      String wanted = id(at(number), number);
      assertEquals(number, search.byId(wanted).orElseThrow().index());
      assertTrue(bundles.get() <= 10, number + " took " + bundles); // of 24
    }
    String late = id(at(4000), 1000);
    assertEquals(1000, search.byId(late).orElseThrow().index());
    assertEquals(Optional.empty(), search.byId(id(START, 7)));
    assertEquals(Optional.empty(), search.byId("*"));
    assertEquals(Optional.empty(), new LogSearch(List.of()).byId("*"));
  }

  /** Over a network each is a round trip. */
  @Test
  void proofsOfNeighboursReadATileOnce() throws Exception {
    TileReader files = new DirectoryTileReader(folder.resolve("even"));
    List<String> tiles = new ArrayList<>();
    TileReader recording =
        (path, most) -> {
          if (path.matches("tile/[0-9].*")) {
            tiles.add(path);
          }
          return files.read(path, most);
        };
    assertEquals(
        700, find(new RecordQuery(Map.of(), null, null), 700, log("even", recording)).size());
    assertEquals(tiles.stream().distinct().toList(), tiles);
  }

  @Test
  void recordThatTheCheckpointDoesNotCoverIsNotShown() throws Exception {
    TileReader files = new DirectoryTileReader(folder.resolve("even"));
    TileReader forging =
        (path, most) -> {
          byte[] bytes = files.read(path, most);
          return path.startsWith("tile/entries/")
              ? new String(bytes, StandardCharsets.ISO_8859_1)
                  .replace("spiffe://a/5", "spiffe://x/5")
                  .getBytes(StandardCharsets.ISO_8859_1)
              : bytes;
        };
    RecordQuery query =
        new RecordQuery(Map.of(RecordField.SUBJECT, patterns("spiffe://x/*")), null, null);
    assertThrows(IOException.class, () -> find(query, 1, log("even", forging)));
  }

  @Test
  void bundleThatCannotBeReadEndsTheSearch() throws Exception {
    TileReader files = new DirectoryTileReader(folder.resolve("even"));
    TileReader cut =
        (path, most) -> {
          if (path.equals("tile/entries/004")) {
            throw new NoSuchFileException(path);
          }
          return files.read(path, most);
        };
    RecordQuery query = new RecordQuery(Map.of(), null, null);
    assertThrows(IOException.class, () -> find(query, Long.MAX_VALUE, log("even", cut)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ID | 019cb7c1-96b1-7000-8000-000000000002",
        "TYPE | decision",
        "DECISION | deny",
        "REASON | NO_GRANT",
        "REASON | OWN_CODE",
        "SUBJECT | spiffe://prod.example/ns/pay/sa/orders",
        "ACTOR | agent-7",
        "OWNER | team-payments",
        "SERVICE | orders",
        "SERVICE | ledger",
        "ACTION | POST",
        "RESOURCE | /api/v1/orders/42",
        "SESSION | s-1",
        "SESSION | prompt-9",
        "THUMBPRINT | 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
        "THUMBPRINT | 28G0yQD_5I1XW12lxjgEASX2XbD-PiRJS3bqmGRX2YY",
        "SERIAL | 0badc0de",
      })
  void fieldsAreThoseOfTheRecordsThatAreWritten(RecordField field, String value) throws Exception {
    byte[] record =
        Files.readString(GOLDEN.resolve("denied-by-policy.json"))
            .strip()
            .getBytes(StandardCharsets.UTF_8);
    JsonObject parsed = (JsonObject) JsonParser.parse(record);
    assertTrue(field.in(parsed).contains(value), field.in(parsed).toString());
    RecordQuery query = new RecordQuery(Map.of(field, patterns(value)), null, null);
    assertTrue(query.matches(parsed));
    assertTrue(query.prepare().mayMatch(RecordQuery.Prepared.text(record)));
  }

  @ParameterizedTest
  @CsvSource({"2026-03-04T05:06:07.089Z, true", "2026-03-04T05:06:07.090Z, false"})
  void timeOfATransactionIsNotThatOfItsRecord(Instant since, boolean found) throws Exception {
    byte[] record = Files.readAllBytes(GOLDEN.resolve("of-a-transaction.json"));
    RecordQuery query = new RecordQuery(Map.of(RecordField.TXN, patterns("txn-1")), since, null);
    assertEquals(found, query.matches((JsonObject) JsonParser.parse(record)));
    assertEquals(found, query.prepare().mayMatch(RecordQuery.Prepared.text(record)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TXN | {\"transaction\":{\"txn\":\"t\"}}",
        "TXN | {\"credential\":{\"token\":{\"claims\":{\"txn\":\"t\"}}}}",
        "THUMBPRINT | {\"credential\":{\"token\":{\"claims\":{\"cnf\":{\"jkt\":\"t\"}}}}}",
        "THUMBPRINT | {\"credential\":{\"token\":{\"claims\":{\"cnf\":{\"x5t#S256\":\"t\"}}}}}",
        "ACTION | {\"request\":{\"mcp\":{\"method\":\"t\"}}}",
        "ACTION | {\"request\":{\"mcp\":{\"tool\":\"t\"}}}",
        "ACTOR | {\"actors\":[{},{\"subject\":\"t\"},1]}",
        "SUBJECT | {\"subject\":{\"id\":\"t\"}}",
      })
  void rarerMembersAreFieldsToo(RecordField field, String record) throws Exception {
    assertEquals(
        List.of("t"),
        field.in((JsonObject) JsonParser.parse(record.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void membersThatWereTooLongHaveNoValues() throws Exception {
    JsonObject record =
        (JsonObject)
            JsonParser.parse(
                "{\"actors\":{\"omitted\":{}},\"subject\":1,\"peer\":[],\"request\":{\"mcp\":\"x\"}}"
                    .getBytes(StandardCharsets.UTF_8));
    for (RecordField field : RecordField.values()) {
      assertEquals(List.of(), field.in(record), field.name() + CanonicalJson.text(record));
    }
  }
}
