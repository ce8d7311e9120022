package io.countersign.log.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.log.tlog.SigningKey;
import io.countersign.log.tlog.TileLog;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What others make of cosignatures: litewitness cosigns our log, and golang.org/x/mod and
 * filippo.io/torchwood verify ours (src/test/go/witnesscheck).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IndependentWitnessTest {
  @TempDir static Path programs;
  private final List<Process> running = new ArrayList<>();

  @BeforeAll
  void buildThePrograms() throws Exception {
    Path source = Path.of("src/test/go/witnesscheck").toAbsolutePath();
    Ran built;
    try {
      built =
          run(
              source,
              "go",
              "build",
              "-o",
              programs + File.separator,
              ".",
              "filippo.io/torchwood/cmd/litewitness");
    } catch (IOException e) {
      built = new Ran(127, "");
    }
    assumeTrue(built.status != 127, "needs Go 1.24 or newer: apt-get install golang-go");
    assertEquals(0, built.status, built.output);
  }

  @AfterEach
  void endThePrograms() throws InterruptedException {
    for (Process process : running.reversed()) {
      process.destroy();
      process.waitFor();
    }
  }

  private record Ran(int status, String output) {}

  private static Ran run(Path directory, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }

  private static String program(String name) {
    return programs.resolve(name).toString();
  }

  private BufferedReader start(Path directory, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    running.add(process);
    return process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts litewitness with a new key, and returns where it is. */
  private WitnessAddress litewitness(Path folder) throws Exception {
    BufferedReader agent = start(folder, program("witnesscheck"), "agent", "agent.sock");
    String fingerprint = agent.readLine();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    BufferedReader witness =
        start(
            folder,
            program("litewitness"),
            "-name=witness.example/lite",
            "-db=witness.db",
            "-ssh-agent=agent.sock",
            "-listen=127.0.0.1:" + port,
            "-key=" + fingerprint);
    String vkey = "";
    for (String line = witness.readLine(); line != null; line = witness.readLine()) {
      if (line.contains("vkey=")) {
        vkey = line.substring(line.indexOf("vkey=") + "vkey=".length());
      }
      if (line.contains("msg=listening")) {
        return new WitnessAddress(
            WitnessKey.parse(vkey), URI.create("http://127.0.0.1:" + port + "/"));
      }
    }
    throw new IOException("litewitness ended");
  }

  private static void awaitSize(WitnessFollower follower, long size) throws Exception {
    for (int i = 0; i < 300; i++) {
      if (follower.witnessed().map(seen -> seen.checkpoint().size()).orElse(-1L) == size) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError(size + " was not witnessed: " + follower.witnessed());
  }

  private static Ran verify(Path note, WitnessedLog log, WitnessKey... witnesses) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(program("witnesscheck"), "verify", note.toString(), log.vkey().toString()));
    for (WitnessKey witness : witnesses) {
      command.add(witness.toString());
    }
    return run(programs, command.toArray(String[]::new));
  }

  @Test
  void litewitnessAndThisProgramCosignOneLog(@TempDir Path folder) throws Exception {
    WitnessedLog log = new WitnessedLog(folder.resolve("a"), "log.example/a").append(5, "a");
    WitnessAddress lite = litewitness(folder);
    Ran known = run(folder, program("witnesscheck"), "know", "witness.db", log.vkey().toString());
    assertEquals(0, known.status, known.output);
    SigningKey key = SigningKey.loadOrCreate(folder.resolve("w.pem"), "witness.example/own");
    Path note = log.directory().resolve(WitnessFollower.FILE);
    try (Witness own = Witness.open(key, List.of(log.vkey()), folder.resolve("state"));
        WitnessHost host = WitnessHost.of(own);
        TileLog open = log.open();
        WitnessFollower follower =
            WitnessFollower.start(
                log.directory(),
                log.vkey(),
                List.of(lite, host.address(own.key())),
                2,
                Duration.ofMillis(30),
                InstantSource.system())) {
      awaitSize(follower, 5);
      WitnessedLog.append(open, 1_000, "b");
      awaitSize(follower, 1_005);
      Ran verified = verify(note, log, lite.key(), own.key());
      assertEquals(new Ran(0, "size 1005\n"), verified);
    }
  }

  @Test
  void goRefusesOurCosignatureOfAnotherText(@TempDir Path folder) throws Exception {
    WitnessedLog log = new WitnessedLog(folder.resolve("a"), "log.example/a").append(5, "a");
    Cosigner own =
        new Cosigner(SigningKey.loadOrCreate(folder.resolve("w.pem"), "witness.example/own"));
    String note = new String(log.note(5), StandardCharsets.UTF_8);
    Instant now = Instant.ofEpochSecond(1_800_000_000);
    Path file = folder.resolve("note");
    Files.writeString(file, note + own.cosign(log.text(5), now));
    assertEquals(0, verify(file, log, own.key()).status);
    Files.writeString(file, note + own.cosign(log.text(4), now));
    Ran refused = verify(file, log, own.key());
    assertEquals(1, refused.status, refused.output);
    assertTrue(refused.output.startsWith("refused: "), refused.output);
  }
}
