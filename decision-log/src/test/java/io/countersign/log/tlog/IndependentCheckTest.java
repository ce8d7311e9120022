package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What this module writes is read by golang.org/x/mod/sumdb (src/test/go/logcheck). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IndependentCheckTest {
  @TempDir static Path folder;
  private Path logcheck;

  @BeforeAll
  void buildTheChecker() throws Exception {
    logcheck = GoPrograms.build("logcheck", folder);
  }

  private GoPrograms.Ran check(Path log) throws Exception {
    String vkey = Files.readString(log.resolve("vkey")).strip();
    return GoPrograms.run(folder, logcheck.toString(), log.toString(), vkey);
  }

  private Path write(int size) throws Exception {
    Path home = Files.createTempDirectory(folder, "log" + size);
    try (TileLog log = TileLog.open(Logs.options(home))) {
      for (int i = 0; i < size; i++) {
        Logs.append(log, Logs.record(i));
      }
    }
    return home.resolve("log");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 255, 256, 257, 65_536, 66_049})
  void acceptsTheLog(int size) throws Exception {
    Path log = write(size);
    GoPrograms.Ran ran = check(log);
    assertEquals(0, ran.status(), ran.output());
    assertEquals("size " + size + "\nroot " + Logs.checkpoint(log).root() + "\n", ran.output());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tile/entries/001",
        "tile/0/001",
        "tile/1/000.p/2",
        "tile/0/002.p/9",
        "checkpoint"
      })
  void refusesTheLogAfterOneBitChanged(String file) throws Exception {
    Path log = write(521);
    byte[] bytes = Files.readAllBytes(log.resolve(file));
    bytes[bytes.length / 2] ^= 1;
    Files.write(log.resolve(file), bytes);
    GoPrograms.Ran ran = check(log);
    assertEquals(1, ran.status(), ran.output());
    assertTrue(ran.output().startsWith("refused: "), ran.output());
  }

  @Test
  void acceptsTheGoldenLog() throws Exception {
    GoPrograms.Ran ran = check(GoldenLogTest.GOLDEN.toAbsolutePath());
    assertEquals(0, ran.status(), ran.output());
  }
}
