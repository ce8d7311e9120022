package io.countersign.log.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.log.tlog.SignedNote;
import io.countersign.log.tlog.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which notes a quorum of witnesses believes. */
class WitnessQuorumTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  @TempDir private Path folder;
  private WitnessedLog log;
  private Cosigner one;
  private Cosigner two;
  private String text;
  private String note;

  @BeforeEach
  void aLogAndTwoWitnesses() throws Exception {
    log = new WitnessedLog(folder, "log.example/a").append(3, "record ");
    one = new Cosigner(SigningKey.loadOrCreate(folder.resolve("1.pem"), "witness.example/1"));
    two = new Cosigner(SigningKey.loadOrCreate(folder.resolve("2.pem"), "witness.example/2"));
    text = log.text(3);
    note = new String(log.note(3), StandardCharsets.UTF_8);
  }

  private WitnessQuorum.Witnessed open(int required, String cosigned) throws Exception {
    return new WitnessQuorum(List.of(one.key(), two.key()), required)
        .open(cosigned.getBytes(StandardCharsets.UTF_8), log.vkey());
  }

  private void assertRefused(int required, String cosigned) {
    assertThrows(SignedNote.MalformedException.class, () -> open(required, cosigned));
  }

  @Test
  void noCosignatureIsNoQuorum() {
    assertRefused(1, note);
  }

  @Test
  void oneWitnessTwiceIsNotTwo() {
    assertRefused(2, note + one.cosign(text, NOW) + one.cosign(text, NOW.plusSeconds(1)));
  }

  @Test
  void aStrangerDoesNotCount() throws Exception {
    Cosigner stranger = new Cosigner(SigningKey.loadOrCreate(folder.resolve("3.pem"), "x"));
    assertRefused(1, note + stranger.cosign(text, NOW));
    assertRefused(2, note + one.cosign(text, NOW) + stranger.cosign(text, NOW));
  }

  @Test
  void aCosignatureOfAnotherCheckpointIsWrong() throws Exception {
    assertRefused(1, note + one.cosign(log.text(2), NOW));
  }

  @Test
  void aCosignatureIsNotOfAnotherTime() {
    String line = one.cosign(text, NOW).strip();
    byte[] bytes = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
    ByteBuffer.wrap(bytes).putLong(4, NOW.getEpochSecond() + 60);
    String replayed =
        line.substring(0, line.lastIndexOf(' ') + 1) + Base64.getEncoder().encodeToString(bytes);
    assertRefused(1, note + replayed + "\n");
  }

  @Test
  void theLogsOwnSignatureIsNeeded() {
    String unsigned = text + "\n" + one.cosign(text, NOW) + two.cosign(text, NOW);
    assertRefused(1, unsigned);
  }

  @Test
  void enoughWitnessesWithOthersBetweenThem() throws Exception {
    Cosigner stranger = new Cosigner(SigningKey.loadOrCreate(folder.resolve("3.pem"), "x"));
    String cosigned =
        note
            + one.cosign(text, NOW)
            + stranger.cosign(text, NOW)
            + two.cosign(text, NOW.plusSeconds(5));
    WitnessQuorum.Witnessed seen = open(2, cosigned);
    assertEquals(
        Map.of("witness.example/1", NOW, "witness.example/2", NOW.plusSeconds(5)), seen.cosigned());
    assertEquals(3, seen.checkpoint().size());
  }

  @Test
  void aQuorumThatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new WitnessQuorum(List.of(one.key()), 2));
    assertThrows(IllegalArgumentException.class, () -> new WitnessQuorum(List.of(one.key()), 0));
    assertThrows(
        IllegalArgumentException.class, () -> new WitnessQuorum(List.of(one.key(), one.key()), 2));
  }

  @Test
  void aKeyIsReadAsItIsWritten() {
    assertEquals(one.key(), WitnessKey.parse(one.key().toString()));
    assertTrue(one.key().toString().startsWith("witness.example/1+"), one.key().toString());
  }

  @Test
  void aLogsKeyIsNoWitnesssKey() throws Exception {
    String vkey = log.vkey().toString();
    assertThrows(IllegalArgumentException.class, () -> WitnessKey.parse(vkey));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a+b", "a+00000000+BAAA", "a+00000000+!"})
  void whatIsNoKeyIsRefused(String vkey) {
    assertThrows(IllegalArgumentException.class, () -> WitnessKey.parse(vkey));
  }
}
