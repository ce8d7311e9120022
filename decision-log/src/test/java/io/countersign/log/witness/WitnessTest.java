package io.countersign.log.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.log.tlog.Hash;
import io.countersign.log.tlog.SignedNote;
import io.countersign.log.tlog.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a witness refuses, and what it cosigns. */
class WitnessTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  @TempDir private Path folder;
  private WitnessedLog log;
  private WitnessedLog fork;
  private SigningKey key;
  private Witness witness;

  @BeforeEach
  void twoHistoriesOfOneLog() throws Exception {
    log = new WitnessedLog(folder.resolve("a"), "log.example/a").append(300, "record ");
    Files.createDirectories(folder.resolve("b"));
    Files.copy(folder.resolve("a/key.pem"), folder.resolve("b/key.pem"));
    fork = new WitnessedLog(folder.resolve("b"), "log.example/a").append(300, "other ");
    key = SigningKey.loadOrCreate(folder.resolve("witness.pem"), "witness.example/w");
    witness = open();
  }

  @AfterEach
  void close() throws IOException {
    witness.close();
  }

  private Witness open() throws IOException {
    return Witness.open(key, List.of(log.vkey()), folder.resolve("state"));
  }

  private WitnessAnswer ask(byte[] body) throws IOException {
    return witness.addCheckpoint(body, NOW);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @SuppressWarnings("ArrayRecordComponent") // Only read here.
  private record Refusal(String name, int status, byte[] body) {}

  private Stream<Refusal> refusals() throws Exception {
    String good = text(log.request(200, 300));
    byte[] note = log.note(300);
    List<Hash> proof = log.proof(200, 300);
    SigningKey stranger = SigningKey.loadOrCreate(folder.resolve("x.pem"), "log.example/a");
    SigningKey elsewhere = SigningKey.loadOrCreate(folder.resolve("y.pem"), "log.example/y");
    List<Hash> tooMany = Collections.nCopies(64, proof.getFirst());
    return Stream.of(
        new Refusal("nothing", 400, new byte[0]),
        new Refusal("no old size", 400, bytes(good.substring(good.indexOf('\n') + 1))),
        new Refusal("old size with a zero before", 400, bytes(good.replace("old 2", "old 02"))),
        new Refusal("old size below zero", 400, bytes(good.replace("old 2", "old -2"))),
        new Refusal(
            "old size of 2^63", 400, bytes(good.replace("old 200", "old 9223372036854775808"))),
        new Refusal(
            "old size above the new one", 400, new AddCheckpoint(301, List.of(), note).bytes()),
        new Refusal("64 hashes", 400, new AddCheckpoint(200, tooMany, note).bytes()),
        new Refusal(
            "a hash of 31 bytes", 400, bytes(good.replace("\n\n" + "log", "\nAAAA\n\nlog"))),
        new Refusal("not UTF-8", 400, new byte[] {'o', 'l', 'd', ' ', (byte) 0xff, '\n', '\n'}),
        new Refusal("too long", 400, bytes(good + "x".repeat(AddCheckpoint.MAX_BYTES))),
        new Refusal("no signature", 400, bytes(good.substring(0, good.lastIndexOf("\u2014")))),
        new Refusal(
            "unknown log",
            404,
            new AddCheckpoint(
                    0,
                    List.of(),
                    WitnessedLog.note(log.text(300).replace("/a\n", "/y\n"), elsewhere))
                .bytes()),
        new Refusal(
            "another key under the log's name",
            403,
            new AddCheckpoint(200, proof, WitnessedLog.note(log.text(300), stranger)).bytes()),
        new Refusal("a signature of other text", 403, bytes(good.replace("\n300\n", "\n301\n"))),
        new Refusal("old size too small", 409, log.request(100, 300)),
        new Refusal("old size of nothing", 409, log.request(0, 300)),
        new Refusal("old size too large", 409, log.request(250, 300)),
        new Refusal("a rollback", 409, log.request(100, 150)),
        new Refusal(
            "a fork of the same size",
            409,
            new AddCheckpoint(200, List.of(), fork.note(200)).bytes()),
        new Refusal("a longer fork", 422, fork.request(200, 300)),
        new Refusal("no proof", 422, new AddCheckpoint(200, List.of(), note).bytes()),
        new Refusal(
            "a proof too short",
            422,
            new AddCheckpoint(200, proof.subList(0, proof.size() - 1), note).bytes()),
        new Refusal(
            "a proof for other sizes",
            422,
            new AddCheckpoint(200, log.proof(199, 300), note).bytes()),
        new Refusal(
            "a proof where none is needed",
            422,
            new AddCheckpoint(200, proof, log.note(200)).bytes()));
  }

  @TestFactory
  Stream<DynamicTest> refuses() throws Exception {
    assertEquals(200, ask(log.request(0, 200)).status());
    return refusals()
        .map(refusal ->
            DynamicTest.dynamicTest(
                refusal.name,
                () -> {
                  WitnessAnswer answer = ask(refusal.body);
                  assertEquals(refusal.status, answer.status(), answer.body());
                  assertEquals(
                      200, ask(log.request(200, 200)).status(), "its state did not change");
                }));
  }

  @Test
  void aWrongOldSizeIsAnsweredWithTheRightOne() throws Exception {
    ask(log.request(0, 200));
    assertEquals(new WitnessAnswer(409, "text/x.tlog.size", "200\n"), ask(log.request(0, 300)));
  }

  @Test
  void aDamagedStateCosignsNothing() throws Exception {
    ask(log.request(0, 200));
    try (Stream<Path> files = Files.list(folder.resolve("state"))) {
      for (Path file : files.filter(f -> !f.endsWith("lock")).toList()) {
        Files.writeString(file, "");
      }
    }
    assertThrows(IOException.class, () -> ask(log.request(0, 300)));
  }

  @Test
  void aSecondWitnessOnTheStateRefusesToStart() {
    assertThrows(IOException.class, this::open);
  }

  @Test
  void anotherStartRemembersWhatWasCosigned() throws Exception {
    ask(log.request(0, 300));
    witness.close();
    witness = open();
    assertEquals(409, ask(fork.request(0, 300)).status());
    assertEquals(200, ask(log.request(300, 300)).status());
  }

  @Test
  void cosignsEachStepFromNothing() throws Exception {
    long last = 0;
    WitnessQuorum quorum = new WitnessQuorum(List.of(witness.key()), 1);
    for (long size : new long[] {0, 1, 1, 2, 255, 256, 257, 300}) {
      WitnessAnswer answer = ask(log.request(last, size));
      assertEquals(200, answer.status(), answer.body());
      byte[] cosigned = bytes(text(log.note(size)) + answer.body());
      WitnessQuorum.Witnessed seen = quorum.open(cosigned, log.vkey());
      assertEquals(size, seen.checkpoint().size());
      assertEquals(NOW, seen.latest());
      last = size;
    }
  }

  @Test
  void anEmptyTreeHasNoOtherRoot() throws Exception {
    String text =
        log.text(0).replaceAll("\n[^\n]{44}\n$", "\n" + log.proof(1, 2).getFirst() + "\n");
    byte[] note = WitnessedLog.note(text, log.key());
    assertEquals(409, ask(new AddCheckpoint(0, List.of(), note).bytes()).status());
  }

  @Test
  void extensionLinesAreCosignedWithTheRest() throws Exception {
    byte[] note = WitnessedLog.note(log.text(300) + "extension\n", log.key());
    WitnessAnswer answer = ask(new AddCheckpoint(0, List.of(), note).bytes());
    WitnessQuorum quorum = new WitnessQuorum(List.of(witness.key()), 1);
    quorum.open(bytes(text(note) + answer.body()), log.vkey());
    byte[] without = bytes(text(log.note(300)) + answer.body());
    assertThrows(SignedNote.MalformedException.class, () -> quorum.open(without, log.vkey()));
  }

  @Test
  void ofManyAtOnceOneExtends() throws Exception {
    ask(log.request(0, 100));
    List<byte[]> bodies = List.of(log.request(100, 300), log.request(100, 200));
    List<Integer> statuses =
        Collections.nCopies(20, bodies).stream()
            .flatMap(List::stream)
            .parallel()
            .map(body -> {
              try {
                return ask(body).status();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
            .toList();
    assertEquals(1, statuses.stream().filter(status -> status == 200).count());
    assertTrue(statuses.stream().allMatch(status -> status == 200 || status == 409));
  }
}
