package io.countersign.log.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.log.tlog.SigningKey;
import io.countersign.log.tlog.TileLog;
import io.countersign.log.tlog.VerifierKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that have their checkpoints cosigned, over HTTP on loopback. */
class WitnessFollowerTest {
  @TempDir private Path folder;

  private SigningKey key(String name) throws Exception {
    return SigningKey.loadOrCreate(folder.resolve(name + ".pem"), "witness.example/" + name);
  }

  private Witness witness(String name, WitnessedLog... logs) throws Exception {
    List<VerifierKey> keys = new ArrayList<>();
    for (WitnessedLog log : logs) {
      keys.add(log.vkey());
    }
    return Witness.open(key(name), keys, folder.resolve("state-" + name));
  }

  private static WitnessFollower follow(WitnessedLog log, int required, WitnessAddress... addresses)
      throws Exception {
    return WitnessFollower.start(
        log.directory(),
        log.vkey(),
        List.of(addresses),
        required,
        Duration.ofMillis(30),
        InstantSource.system());
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    for (int i = 0; i < 300 && !condition.call(); i++) {
      Thread.sleep(20);
    }
    assertTrue(condition.call());
  }

  private static long size(WitnessFollower follower) {
    return follower.witnessed().map(seen -> seen.checkpoint().size()).orElse(-1L);
  }

  private static byte[] file(WitnessedLog log) throws Exception {
    return Files.readAllBytes(log.directory().resolve(WitnessFollower.FILE));
  }

  @Test
  void twoInstallationsWitnessEachOther() throws Exception {
    WitnessedLog a = new WitnessedLog(folder.resolve("a"), "log.example/a").append(5, "a");
    WitnessedLog b = new WitnessedLog(folder.resolve("b"), "log.example/b").append(300, "b");
    try (Witness atA = witness("a", b);
        Witness atB = witness("b", a);
        WitnessHost hostA = WitnessHost.of(atA);
        WitnessHost hostB = WitnessHost.of(atB);
        TileLog logA = a.open();
        TileLog logB = b.open();
        WitnessFollower ofA = follow(a, 1, hostB.address(atB.key()));
        WitnessFollower ofB = follow(b, 1, hostA.address(atA.key()))) {
      await(() -> size(ofA) == 5 && size(ofB) == 300);
      WitnessedLog.append(logA, 700, "more");
      WitnessedLog.append(logB, 3, "more");
      await(() -> size(ofA) == 705 && size(ofB) == 303);
      WitnessQuorum quorum = new WitnessQuorum(List.of(atB.key()), 1);
      assertEquals(705, quorum.open(file(a), a.vkey()).checkpoint().size());
    }
  }

  @Test
  void withoutAQuorumNothingIsWitnessed() throws Exception {
    WitnessedLog log = new WitnessedLog(folder.resolve("a"), "log.example/a").append(5, "a");
    try (Witness one = witness("1", log);
        Witness two = witness("2");
        WitnessHost hostOne = WitnessHost.of(one);
        WitnessHost hostTwo = WitnessHost.of(two);
        WitnessFollower follower =
            follow(log, 2, hostOne.address(one.key()), hostTwo.address(two.key()))) {
      await(() -> hostOne.requests() > 2 && hostTwo.requests() > 0);
      assertEquals(Optional.empty(), follower.witnessed());
      assertFalse(Files.exists(log.directory().resolve(WitnessFollower.FILE)));
      assertTrue(hostTwo.requests() < hostOne.requests(), "who fails is left alone for a while");
    }
  }

  @Test
  void aWitnessThatIsLostDoesNotStopTheOthers() throws Exception {
    WitnessedLog log = new WitnessedLog(folder.resolve("a"), "log.example/a").append(5, "a");
    WitnessAddress lost =
        new WitnessAddress(new Cosigner(key("2")).key(), URI.create("http://127.0.0.1:9/"));
    try (Witness one = witness("1", log);
        WitnessHost host = WitnessHost.of(one);
        WitnessFollower follower = follow(log, 1, host.address(one.key()), lost)) {
      await(() -> size(follower) == 5);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 ",
        "200 nonsense\n",
        "200 \u2014 witness.example/1 AAAA\n",
        "409 6\n",
        "409 -1\n",
        "409 1\n",
        "302 moved\n",
        "500 broken\n",
      })
  void whatIsNoCosignatureIsNotKept(String answer) throws Exception {
    WitnessedLog log = new WitnessedLog(folder.resolve("a"), "log.example/a").append(5, "a");
    int status = Integer.parseInt(answer.substring(0, 3));
    WitnessAnswer given = new WitnessAnswer(status, "text/x.tlog.size", answer.substring(4));
    try (WitnessHost host = new WitnessHost(body -> given);
        WitnessFollower follower = follow(log, 1, host.address(new Cosigner(key("1")).key()))) {
      await(() -> host.requests() > 0);
      Thread.sleep(100);
      assertTrue(host.requests() <= 2, "a lying witness is not asked again and again");
      assertEquals(Optional.empty(), follower.witnessed());
    }
  }

  @Test
  void aCosignatureOfAnotherCheckpointIsNotKept() throws Exception {
    WitnessedLog log = new WitnessedLog(folder.resolve("a"), "log.example/a").append(5, "a");
    Cosigner liar = new Cosigner(key("1"));
    String line = liar.cosign(log.text(4), Instant.now());
    try (WitnessHost host = new WitnessHost(body -> WitnessAnswer.cosigned(line));
        WitnessFollower follower = follow(log, 1, host.address(liar.key()))) {
      await(() -> host.requests() > 0);
      Thread.sleep(100);
      assertEquals(Optional.empty(), follower.witnessed());
    }
  }

  @Test
  void aSmallerSizeIsNeverSentAfterALargerOne() throws Exception {
    WitnessedLog log = new WitnessedLog(folder.resolve("a"), "log.example/a").append(5, "a");
    byte[] older = Files.readAllBytes(log.directory().resolve("checkpoint"));
    log.append(5, "b");
    try (Witness one = witness("1", log);
        WitnessHost host = WitnessHost.of(one)) {
      try (WitnessFollower follower = follow(log, 1, host.address(one.key()))) {
        await(() -> size(follower) == 10);
        Files.write(log.directory().resolve("checkpoint"), older);
        Thread.sleep(200);
        int before = host.requests();
        Thread.sleep(200);
        assertEquals(before, host.requests());
      }
      int before = host.requests();
      try (WitnessFollower again = follow(log, 1, host.address(one.key()))) {
        Thread.sleep(200);
        assertEquals(10, size(again), "it is what was witnessed before the start");
      }
      assertEquals(before, host.requests());
    }
  }

  @Test
  void aWitnessThatComesBackIsAskedAgain() throws Exception {
    WitnessedLog log = new WitnessedLog(folder.resolve("a"), "log.example/a").append(5, "a");
    try (Witness one = witness("1", log);
        WitnessHost host = new WitnessHost(body -> WitnessAnswer.text(503, "away"));
        WitnessFollower follower = follow(log, 1, host.address(one.key()))) {
      await(() -> host.requests() > 0);
      host.answerWith(body -> one.addCheckpoint(body, Instant.now()));
      await(() -> size(follower) == 5);
      String note = new String(file(log), StandardCharsets.UTF_8);
      assertTrue(note.startsWith(log.text(5)), note);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://witness.example/",
        "http://10.0.0.1/",
        "http://localhost/",
        "ftp://127.0.0.1/",
        "https://user@witness.example/",
        "https://witness.example/?a=b",
        "https:/path",
        "witness"
      })
  void anAddressThatOthersCanListenToIsRefused(String address) throws Exception {
    WitnessKey key = new Cosigner(key("1")).key();
    assertThrows(
        IllegalArgumentException.class, () -> new WitnessAddress(key, URI.create(address)));
  }
}
