package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.log.tlog.TlogProof.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Evidence files, and those that somebody made up; src/test/go/proofcheck must agree on each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlogProofTest {
  private static final Path GOLDEN = GoldenLogTest.GOLDEN.resolve("record-258.tlog-proof");
  private static final int SIZE = 521;
  private static final int INDEX = 300;

  @TempDir static Path folder;
  private String good;
  private String otherLogs;
  private VerifierKey key;
  private VerifierKey strange;

  @BeforeAll
  void write() throws Exception {
    good = proof("a", SIZE, INDEX);
    key = key("a");
    otherLogs = proof("b", SIZE, INDEX);
    strange = key("b");
  }

  private static void append(Path home, int size) throws Exception {
    try (TileLog log = TileLog.open(Logs.options(home))) {
      for (int i = 0; i < size; i++) {
        Logs.append(log, Logs.record(i));
      }
    }
  }

  private static String proof(String name, int size, int index) throws Exception {
    Path home = folder.resolve(name);
    append(home, size);
    TlogProof proof = TlogProof.of(reader(home.resolve("log")), index, Logs.record(index));
    return new String(proof.bytes(), StandardCharsets.UTF_8);
  }

  private static LogReader reader(Path log) throws IOException {
    VerifierKey key = VerifierKey.parse(Files.readString(log.resolve("vkey")));
    return LogReader.open(new DirectoryTileReader(log), key);
  }

  private static VerifierKey key(String name) throws IOException {
    return VerifierKey.parse(Files.readString(folder.resolve(name).resolve("log/vkey")));
  }

  private static Outcome verify(String proof, VerifierKey... keys) throws Exception {
    TlogProof parsed = TlogProof.parse(proof.getBytes(StandardCharsets.UTF_8));
    return parsed.verify(List.of(keys), parsed.extra().orElse(new byte[0]));
  }

  /** A file that shows nothing, and how it is made of one that does. */
  record Hostile(String name, UnaryOperator<String> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static String lines(String proof, UnaryOperator<List<String>> change) {
    List<String> lines = new ArrayList<>(Arrays.asList(proof.split("\n", -1)));
    return String.join("\n", change.apply(lines));
  }

  private static Hostile replace(String name, String from, String to) {
    return new Hostile(
        name,
        proof -> {
          assertTrue(proof.contains(from), from);
          return proof.replaceFirst(Pattern.quote(from), to);
        });
  }

  private static Hostile edit(String name, UnaryOperator<List<String>> change) {
    return new Hostile(name, proof -> lines(proof, change));
  }

  private static String extra(byte[] record) {
    return "extra " + Base64.getEncoder().encodeToString(record);
  }

  /** Line 0 is the header, 1 the record, 2 the index, 3 the first hash. */
  static Stream<Hostile> hostile() {
    return Stream.of(
        replace("the index before", "index 300", "index 299"),
        replace("the index after", "index 300", "index 301"),
        replace("an index with the same path but one bit", "index 300", "index 44"),
        replace("an index beyond the size", "index 300", "index 521"),
        replace("the greatest index", "index 300", "index 9223372036854775807"),
        replace("an index of 2^63", "index 300", "index 9223372036854775808"),
        replace("a negative index", "index 300", "index -1"),
        replace("an index with a sign", "index 300", "index +300"),
        replace("an index with a zero before it", "index 300", "index 0300"),
        replace("an index with a blank after it", "index 300", "index 300 "),
        replace("no index", "index 300\n", ""),
        replace("two indexes", "index 300\n", "index 300\nindex 300\n"),
        replace("a smaller size", "\n521\n", "\n520\n"),
        replace("a larger size", "\n521\n", "\n522\n"),
        replace("another origin", "log.example/a\n", "log.example/b\n"),
        edit("no hashes", lines -> drop(lines, 3, lines.indexOf(""))),
        edit("the first hash missing", lines -> drop(lines, 3, 4)),
        edit("the last hash missing", lines -> drop(lines, lines.indexOf("") - 1, 0)),
        edit("the first two hashes exchanged", lines -> swap(lines, 3, 4)),
        edit("the hashes in reverse", TlogProofTest::reverse),
        edit("one hash more", lines -> add(lines, lines.indexOf(""), lines.get(3))),
        edit("the first hash twice", lines -> add(lines, 3, lines.get(3))),
        edit("a hash of 31 bytes", lines -> set(lines, 3, base64(31))),
        edit("a hash of 33 bytes", lines -> set(lines, 3, base64(33))),
        edit("a hash that is no base64", lines -> set(lines, 3, "#" + lines.get(3).substring(1))),
        edit("a blank line among the hashes", lines -> add(lines, 4, "")),
        edit("64 hashes", lines -> addAll(lines, 3, Collections.nCopies(64, lines.get(3)))),
        edit("another record", lines -> set(lines, 1, extra(Logs.record(301)))),
        edit("the record with a byte more", lines -> set(lines, 1, extra(longer()))),
        edit("an empty record", lines -> set(lines, 1, "extra ")),
        edit("no record", lines -> drop(lines, 1, 2)),
        edit("two records", lines -> add(lines, 1, lines.get(1))),
        edit("a record after the index", lines -> swap(lines, 1, 2)),
        edit("a record that is no base64", lines -> set(lines, 1, lines.get(1) + "=")),
        replace("no header", "c2sp.org/tlog-proof@v1\n", ""),
        replace("a header of another version", "tlog-proof@v1", "tlog-proof@v2"),
        replace("a blank line first", "c2sp.org", "\nc2sp.org"),
        new Hostile("lines that end as on Windows", proof -> proof.replace("\n", "\r\n")),
        new Hostile("no checkpoint", proof -> proof.substring(0, proof.indexOf("\n\n") + 2)),
        new Hostile("a checkpoint without a signature", TlogProofTest::unsigned),
        new Hostile("a file cut in its signature", proof -> proof.substring(0, proof.length() - 9)),
        new Hostile("a file cut in its hashes", proof -> proof.substring(0, 150)),
        new Hostile("an empty file", proof -> ""),
        new Hostile("text after the signature", proof -> proof + "more\n"),
        new Hostile("a blank line after the signature", proof -> proof + "\n"));
  }

  private static List<String> drop(List<String> lines, int from, int to) {
    lines.subList(from, Math.max(to, from + 1)).clear();
    return lines;
  }

  private static List<String> swap(List<String> lines, int one, int other) {
    Collections.swap(lines, one, other);
    return lines;
  }

  private static List<String> reverse(List<String> lines) {
    Collections.reverse(lines.subList(3, lines.indexOf("")));
    return lines;
  }

  private static List<String> add(List<String> lines, int at, String line) {
    lines.add(at, line);
    return lines;
  }

  private static List<String> addAll(List<String> lines, int at, List<String> more) {
    lines.addAll(at, more);
    return lines;
  }

  private static List<String> set(List<String> lines, int at, String line) {
    lines.set(at, line);
    return lines;
  }

  private static String base64(int bytes) {
    return Base64.getEncoder().encodeToString(new byte[bytes]);
  }

  private static byte[] longer() {
    byte[] record = Logs.record(INDEX);
    return Arrays.copyOf(record, record.length + 1);
  }

  private static String unsigned(String proof) {
    return proof.substring(0, proof.lastIndexOf("\n\n") + 2);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileProofShowsNothing(Hostile hostile) throws Exception {
    String proof = hostile.change.apply(good);
    Outcome outcome;
    try {
      outcome = verify(proof, key);
    } catch (TlogProof.MalformedException e) {
      outcome = new Outcome.Refused(e.reason());
    }
    assertInstanceOf(Outcome.Refused.class, outcome);
  }

  @Test
  void proofOfAnotherKeyShowsNothing() throws Exception {
    assertInstanceOf(Outcome.Refused.class, verify(good, strange));
    assertInstanceOf(Outcome.Refused.class, verify(otherLogs, key));
    assertInstanceOf(Outcome.Holds.class, verify(otherLogs, strange));
    assertInstanceOf(Outcome.Holds.class, verify(good, strange, key));
  }

  /** A log's key must not vouch for what claims to be another log. */
  @Test
  void keySpeaksForTheLogOfItsOwnNameOnly() throws Exception {
    SigningKey signer = SigningKey.load(folder.resolve("a/key.pem"), "log.example/c");
    Checkpoint signed = Logs.checkpoint(folder.resolve("a/log"));
    byte[] note = SignedNote.sign(signed.text(), signer);
    String head = good.substring(0, good.indexOf("\n\n") + 2);
    String forged = head + new String(note, StandardCharsets.UTF_8);
    assertInstanceOf(Outcome.Refused.class, verify(forged, signer.verifierKey()));
    assertInstanceOf(Outcome.Refused.class, verify(forged, signer.verifierKey(), key));
  }

  @Test
  void recordThatIsElsewhereHasNoProof() throws Exception {
    LogReader reader = reader(folder.resolve("a/log"));
    assertThrows(IOException.class, () -> TlogProof.of(reader, INDEX, Logs.record(301)));
    assertThrows(
        IllegalArgumentException.class, () -> TlogProof.of(reader, SIZE, Logs.record(SIZE)));
    assertThrows(IllegalArgumentException.class, () -> reader.record(SIZE));
    assertThrows(IllegalArgumentException.class, () -> reader.record(-1));
  }

  @Test
  void fileLongerThanAnyProofIsRefused() {
    String proof = good + "x".repeat(TlogProof.MAX_BYTES);
    assertThrows(TlogProof.MalformedException.class, () -> verify(proof, key));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 300, 511, 512, 519, 520})
  void everyRecordHasAProofThatHolds(int index) throws Exception {
    LogReader reader = reader(folder.resolve("a/log"));
    byte[] file = TlogProof.of(reader, index, reader.record(index)).bytes();
    TlogProof proof = TlogProof.parse(file);
    assertEquals(index, proof.index());
    assertArrayEquals(Logs.record(index), proof.extra().orElseThrow());
    assertArrayEquals(file, proof.bytes());
    assertEquals(
        new Outcome.Holds(reader.checkpoint()),
        proof.verify(List.of(key), proof.extra().orElseThrow()));
  }

  @Test
  void longestRecordFitsInItsProof() throws Exception {
    Path home = folder.resolve("long");
    byte[] record = new byte[EntryBundle.MAX_RECORD_BYTES];
    try (TileLog log = TileLog.open(Logs.options(home))) {
      Logs.append(log, record);
    }
    byte[] file = TlogProof.of(reader(home.resolve("log")), 0, record).bytes();
    assertInstanceOf(
        Outcome.Holds.class, verify(new String(file, StandardCharsets.UTF_8), key("long")));
  }

  @Test
  void proofHoldsWithoutItsLogAndHasTheBytesItAlwaysHad() throws Exception {
    VerifierKey golden = VerifierKey.parse(Files.readString(GoldenLogTest.GOLDEN.resolve("vkey")));
    byte[] kept = Files.readAllBytes(GOLDEN);
    LogReader reader = reader(GoldenLogTest.GOLDEN);
    assertArrayEquals(kept, TlogProof.of(reader, 258, reader.record(258)).bytes());
    assertInstanceOf(Outcome.Holds.class, verify(new String(kept, StandardCharsets.UTF_8), golden));
  }

  @Test
  void anIndependentProgramAgrees() throws Exception {
    Path proofcheck = GoPrograms.build("proofcheck", folder);
    assertEquals(
        new GoPrograms.Ran(0, "index " + INDEX + " size " + SIZE + "\n"), run(proofcheck, good));
    assertEquals(1, run(proofcheck, otherLogs).status());
    for (Hostile hostile : hostile().toList()) {
      GoPrograms.Ran ran = run(proofcheck, hostile.change.apply(good));
      assertEquals(1, ran.status(), hostile + ": " + ran.output());
    }
  }

  private GoPrograms.Ran run(Path proofcheck, String proof) throws Exception {
    Path file = Files.writeString(folder.resolve("proof"), proof);
    return GoPrograms.run(folder, proofcheck.toString(), file.toString(), key.toString());
  }
}
