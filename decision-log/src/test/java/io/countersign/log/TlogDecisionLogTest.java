package io.countersign.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.DecisionLog;
import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.LogUnavailableException;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.Sha256;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.log.tlog.DirectoryTileReader;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.LogVerifier;
import io.countersign.log.tlog.TileLogOptions;
import io.countersign.log.tlog.Verification;
import io.countersign.log.tlog.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link DecisionLog} promises, and what this one promises besides. */
class TlogDecisionLogTest {
  @TempDir Path folder;

  private TlogDecisionLog open(Durability durability) throws IOException {
    TileLogOptions options =
        TileLogOptions.of(
                folder.resolve("log"), "log.example/pdp-0", folder.resolve("key.pem"), durability)
            .withSegments(4 << 20, 8);
    return TlogDecisionLog.open(
        options,
        "0.1.0",
        Masking.NONE,
        InstantSource.fixed(Decisions.TIME),
        RandomGenerator.of("L64X128MixRandom"));
  }

  private LogReader reader() throws IOException {
    DirectoryTileReader files = new DirectoryTileReader(folder.resolve("log"));
    VerifierKey key = VerifierKey.parse(Files.readString(folder.resolve("log/vkey")));
    Verification.Verified verified =
        assertInstanceOf(Verification.Verified.class, new LogVerifier(files, key).verify());
    LogReader reader = LogReader.open(files, key);
    assertEquals(verified.size(), reader.checkpoint().size());
    return reader;
  }

  private List<JsonObject> records() throws Exception {
    LogReader reader = reader();
    List<JsonObject> records = new ArrayList<>();
    for (long bundle = 0; bundle < reader.bundles(); bundle++) {
      for (byte[] record : reader.records(bundle)) {
        records.add((JsonObject) JsonParser.parse(record));
      }
    }
    return records;
  }

  private static List<String> strings(List<JsonObject> records, String member) {
    return records.stream().map(record -> record.string(member).orElse("")).toList();
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void everyDecisionHasOneRecordBetweenStartAndStop(Durability durability) throws Exception {
    try (TlogDecisionLog log = open(durability)) {
      log.activate(Decisions.POLICY, Decisions.BUNDLE);
      log.append(Decisions.allowed(1));
      log.append(Decisions.deniedByPolicy(2));
      log.append(Decisions.refused(3));
    }
    List<JsonObject> records = records();
    assertEquals(
        List.of("started", "bundle-activated", "decision", "decision", "decision", "stopped"),
        strings(records, "type"));
    assertEquals(List.of("allow", "deny", "deny"), strings(records.subList(2, 5), "decision"));
    assertEquals(
        List.of("ALLOWED", "NO_GRANT", "DPOP_REPLAYED"), strings(records.subList(2, 5), "reason"));
    assertEquals(
        List.of(JsonBoolean.TRUE, JsonBoolean.TRUE, JsonBoolean.FALSE),
        records.subList(2, 5).stream().map(record -> record.get("verified")).toList());
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void decisionsOfManyThreadsAreAllThere(Durability durability) throws Exception {
    int threads = 8;
    int each = 50;
    CountDownLatch done = new CountDownLatch(threads);
    try (TlogDecisionLog log = open(durability)) {
      log.activate(Decisions.POLICY, Decisions.BUNDLE);
      for (int thread = 0; thread < threads; thread++) {
        int first = thread * each;
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = first; i < first + each; i++) {
                  log.append(Decisions.allowed(i));
                }
                done.countDown();
              } catch (LogUnavailableException e) {
                throw new IllegalStateException(e);
              }
            });
      }
      assertTrue(done.await(60, TimeUnit.SECONDS));
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < threads * each; i++) {
      ids.add(Decisions.id(i).value());
    }
    List<JsonObject> records = records();
    assertEquals(
        ids, strings(records.subList(2, records.size() - 1), "id").stream().sorted().toList());
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void closedLogRecordsNothing(Durability durability) throws Exception {
    TlogDecisionLog log = open(durability);
    log.close();
    assertThrows(LogUnavailableException.class, () -> log.append(Decisions.refused(1)));
    log.close();
    assertEquals(List.of("started", "stopped"), strings(records(), "type"));
  }

  @Test
  void restartIsRecordedWithWhatWasFound() throws Exception {
    open(Durability.ORDERED).close();
    open(Durability.ORDERED).close();
    List<JsonObject> records = records();
    assertEquals(List.of("started", "stopped", "started", "stopped"), strings(records, "type"));
    assertEquals(
        "{\"aborted_records\":0,\"damaged_files\":0,\"records\":2}",
        CanonicalJson.text(records.get(2).object("recovered").orElseThrow()));
  }

  @Test
  void recordThatIsTooLongIsADenialInTheLogToo() throws Exception {
    Header header = new Header("x-long", "x".repeat(70_000));
    Verdict allow = new Verdict.Allow(Effects.NONE, JsonBoolean.TRUE);
    try (TlogDecisionLog log = open(Durability.ORDERED)) {
      log.activate(Decisions.POLICY, Decisions.BUNDLE);
      assertThrows(
          LogUnavailableException.class,
          () -> log.append(Decisions.decision(1, Decisions.request(header), allow)));
    }
    JsonObject record = records().get(2);
    assertEquals(Optional.of(Decisions.id(1).value()), record.string("id"));
    assertEquals(Optional.of("deny"), record.string("decision"));
    assertEquals(Optional.of("LOG_UNAVAILABLE"), record.string("reason"));
    assertTrue(
        record.object("request").flatMap(r -> r.object("headers")).orElseThrow().get("omitted")
            != null);
  }

  @Test
  void decisionOfABundleThatWasNotKeptIsNotRecorded() throws Exception {
    try (TlogDecisionLog log = open(Durability.ORDERED)) {
      assertThrows(LogUnavailableException.class, () -> log.append(Decisions.allowed(1)));
      PolicyIdentity other = new PolicyIdentity(Sha256.of(new byte[] {9}), "", "a", "wasm");
      assertThrows(IllegalArgumentException.class, () -> log.activate(other, Decisions.BUNDLE));
    }
    assertEquals(List.of("started", "stopped"), strings(records(), "type"));
  }

  @Test
  void bundleThatDecidedIsKeptByItsDigest() throws Exception {
    try (TlogDecisionLog log = open(Durability.ORDERED)) {
      log.activate(Decisions.POLICY, Decisions.BUNDLE);
      log.activate(Decisions.POLICY, Decisions.BUNDLE);
    }
    assertArrayEquals(
        Decisions.BUNDLE,
        Files.readAllBytes(
            folder.resolve("log/bundles/" + Sha256.of(Decisions.BUNDLE).hex() + ".tar.gz")));
  }

  @Test
  void recordIsFoundByItsIdAndNotByAQuotedOne() throws Exception {
    Header quoting = new Header("x-quote", "\"id\":\"" + Decisions.id(3) + "\"");
    Verdict allow = new Verdict.Allow(Effects.NONE, JsonBoolean.TRUE);
    try (TlogDecisionLog log = open(Durability.ORDERED)) {
      log.activate(Decisions.POLICY, Decisions.BUNDLE);
      log.append(Decisions.allowed(1));
      log.append(Decisions.refused(3));
      log.append(Decisions.decision(4, Decisions.request(quoting), allow));
    }
    RecordFinder finder = new RecordFinder(reader());
    RecordFinder.Found found = finder.find(Decisions.id(3).value()).orElseThrow();
    assertEquals(3, found.index());
    assertTrue(found.record().contains("DPOP_REPLAYED"));
    assertEquals(Optional.empty(), finder.find(Decisions.id(99).value()));
    assertEquals(Optional.empty(), finder.find("jti-1"));
  }

  @Test
  void changedRecordIsNotShown() throws Exception {
    try (TlogDecisionLog log = open(Durability.ORDERED)) {
      log.append(Decisions.refused(1));
    }
    LogReader reader = reader();
    Path bundle = folder.resolve("log/tile/entries/000.p/3");
    String text = Files.readString(bundle, StandardCharsets.ISO_8859_1);
    Files.writeString(
        bundle, text.replace("DPOP_REPLAYED", "DPOP_REPLAYEX"), StandardCharsets.ISO_8859_1);
    assertThrows(IOException.class, () -> new RecordFinder(reader).find(Decisions.id(1).value()));
  }
}
