package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new key signs together with the one of before, until whoever checks the log knows it. */
class KeyRotationTest {
  private static final String ORIGIN = "log.example/pdp-0";

  @TempDir Path folder;

  private TileLogOptions signedBy(String key) {
    return TileLogOptions.of(folder.resolve("log"), ORIGIN, folder.resolve(key), Durability.ORDERED)
        .withSegments(128 * 1024, 3);
  }

  private TileLogOptions overlap(String key, String previous) {
    return signedBy(key).withPreviousKey(folder.resolve(previous));
  }

  private VerifierKey vkey(String key) throws IOException {
    return SigningKey.load(folder.resolve(key), ORIGIN).verifierKey();
  }

  /** Opens the log, appends a record and closes it; the key that was replaced. */
  private Optional<VerifierKey> write(TileLogOptions options) throws IOException {
    try (TileLog log = TileLog.open(options)) {
      assertEquals(
          AppendOutcome.APPENDED, log.append("record".getBytes(StandardCharsets.US_ASCII)));
      return log.rotatedFrom();
    }
  }

  private void verifies(String key, long size) throws IOException {
    DirectoryTileReader log = new DirectoryTileReader(folder.resolve("log"));
    Verification.Verified found =
        assertInstanceOf(Verification.Verified.class, new LogVerifier(log, vkey(key)).verify());
    assertEquals(size, found.size());
  }

  private void refused(TileLogOptions options, String why) {
    LogOpenException refusal = assertThrows(LogOpenException.class, () -> write(options));
    assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.getMessage());
  }

  @Test
  void bothKeysSignWhileOneTakesOver() throws Exception {
    assertEquals(Optional.empty(), write(signedBy("a")));
    assertEquals(Optional.of(vkey("a")), write(overlap("b", "a")));
    verifies("a", 2);
    verifies("b", 2);
    assertEquals(
        List.of(vkey("b").toString(), vkey("a").toString()),
        Files.readAllLines(folder.resolve("log/vkey")));
    assertEquals(Optional.empty(), write(overlap("b", "a")), "it took over before");
    assertEquals(Optional.empty(), write(signedBy("b")));
    verifies("b", 4);
    assertEquals(List.of(vkey("b").toString()), Files.readAllLines(folder.resolve("log/vkey")));
  }

  @Test
  void keyOfBeforeSignsNothingAfterTheOverlap() throws Exception {
    write(signedBy("a"));
    write(overlap("b", "a"));
    write(signedBy("b"));
    DirectoryTileReader log = new DirectoryTileReader(folder.resolve("log"));
    assertInstanceOf(Verification.Broken.class, new LogVerifier(log, vkey("a")).verify());
    refused(signedBy("a"), "no signature is by a known key");
  }

  @Test
  void keyThatTheOneOfBeforeDoesNotVouchForIsRefused() throws Exception {
    write(signedBy("a"));
    Files.copy(folder.resolve("a"), folder.resolve("kept"));
    SigningKey.loadOrCreate(folder.resolve("stranger"), ORIGIN);
    SigningKey.loadOrCreate(folder.resolve("other"), ORIGIN);
    refused(signedBy("stranger"), "or name that key as the previous one");
    refused(overlap("stranger", "other"), "or name that key as the previous one");
    refused(overlap("a", "kept"), "is the previous key too");
    refused(overlap("b", "absent"), "absent; restore it");
    verifies("a", 1);
  }

  @Test
  void missingKeyIsNotMadeForALogThatHasOne() throws Exception {
    write(signedBy("a"));
    refused(signedBy("b"), "restore the key");
    assertTrue(Files.notExists(folder.resolve("b")));
  }
}
