package io.countersign.credentials.replay;

import static io.countersign.credentials.replay.ReplayStoreContract.NOW;
import static io.countersign.credentials.replay.ReplayStoreContract.UNTIL;
import static io.countersign.credentials.replay.ReplayStoreContract.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.replay.ReplayStore.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisOutagesTest {
  private static final Duration AT_ONCE = Duration.ofMillis(100);
  private static final Duration SOON = Duration.ofSeconds(4);

  @TempDir Path directory;
  private final RedisStores stores = new RedisStores();

  @AfterEach
  void stop() {
    stores.close();
  }

  @Test
  void stoppedServerIsNoticedAndUsedAgainWhenItIsBack() {
    try (RedisServer server = new RedisServer(directory, false)) {
      RedisReplayStore store = stores.ready(server);
      assertEquals(Outcome.FRESH, store.mark(key("a"), UNTIL, NOW));
      server.stop();
      refusedWithin(store, RedisStores.TIMEOUT.plus(AT_ONCE));
      RedisStores.await(store, failure -> !failure.isEmpty());
      server.start();
      Duration recovery = RedisStores.await(store, String::isEmpty);
      assertTrue(recovery.compareTo(SOON) < 0, "recovered after " + recovery);
      assertEquals(Outcome.FRESH, store.mark(key("b"), UNTIL, NOW));
    }
  }

  @Test
  void hungServerIsGivenUpWithinTheTimeoutAndUsedAgainWhenItGoesOn() throws InterruptedException {
    try (RedisServer server = new RedisServer(directory, false)) {
      RedisReplayStore store = stores.ready(server);
      server.signal("STOP");
      try {
        refusedWithin(store, RedisStores.TIMEOUT.plus(AT_ONCE));
        RedisStores.await(store, failure -> failure.contains("does not answer"));
        refusedWithin(store, AT_ONCE);
        Thread.sleep(2_500); // long enough for handshakes that hang
      } finally {
        server.signal("CONT");
      }
      Duration recovery = RedisStores.await(store, String::isEmpty);
      assertTrue(recovery.compareTo(SOON) < 0, "recovered after " + recovery);
      assertEquals(Outcome.FRESH, store.mark(key("b"), UNTIL, NOW));
    }
  }

  @Test
  void wrongPasswordMarksNothingUntilItsFileIsRight() throws IOException {
    try (RedisServer server = new RedisServer(directory, false)) {
      Path password = directory.resolve("other");
      Files.writeString(password, "wrong");
      RedisReplayStore store = stores.of(server, password, null, false);
      RedisStores.await(store, failure -> failure.contains("WRONGPASS"));
      assertEquals(Outcome.UNAVAILABLE, store.mark(key("a"), UNTIL, NOW));
      Files.copy(server.passwordFile(), password, StandardCopyOption.REPLACE_EXISTING);
      RedisStores.await(store, String::isEmpty);
    }
  }

  @Test
  void missingPasswordMarksNothing() {
    try (RedisServer server = new RedisServer(directory, false)) {
      RedisReplayStore store = stores.of(server, null, null, true);
      RedisStores.await(store, failure -> failure.contains("NOAUTH"));
      assertEquals(Outcome.UNAVAILABLE, store.mark(key("a"), UNTIL, NOW));
    }
  }

  @Test
  void fullServerRefusesAndForgetsNothing() {
    try (RedisServer server = new RedisServer(directory, false)) {
      RedisReplayStore store = stores.ready(server);
      assertEquals(Outcome.FRESH, store.mark(key("a"), UNTIL, NOW));
      server.command("CONFIG", "SET", "maxmemory", "1000");
      RedisStores.await(store, failure -> failure.contains("OOM"));
      assertEquals(Outcome.FULL, store.mark(key("b"), UNTIL, NOW));
      server.command("CONFIG", "SET", "maxmemory", "0");
      RedisStores.await(store, String::isEmpty);
      assertEquals(Outcome.REPLAYED, store.mark(key("a"), UNTIL, NOW));
    }
  }

  @Test
  void serverThatEvictsIsNoStore() {
    try (RedisServer server =
        new RedisServer(directory, false, "--maxmemory-policy", "allkeys-lru")) {
      RedisReplayStore store = stores.of(server, server.passwordFile(), null, true);
      RedisStores.await(store, failure -> failure.contains("allkeys-lru"));
      assertEquals(Outcome.UNAVAILABLE, store.mark(key("a"), UNTIL, NOW));
      server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
      RedisStores.await(store, String::isEmpty);
      server.command("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
      RedisStores.await(store, failure -> failure.contains("volatile-ttl"));
      assertEquals(Outcome.UNAVAILABLE, store.mark(key("a"), UNTIL, NOW));
    }
  }

  @Test
  void policyIsReadFromInfoWhereConfigIsForbidden() {
    try (RedisServer server =
        new RedisServer(
            directory,
            false,
            "--rename-command",
            "CONFIG",
            "",
            "--maxmemory-policy",
            "allkeys-random")) {
      RedisReplayStore store = stores.of(server);
      RedisStores.await(store, failure -> failure.contains("allkeys-random"));
    }
  }

  @Test
  void serverThatDoesNotSayItsPolicyIsUsedOnlyWhenItIsAssumed() {
    try (RedisServer server =
        new RedisServer(
            directory, false, "--rename-command", "CONFIG", "", "--rename-command", "INFO", "")) {
      RedisReplayStore store = stores.of(server);
      RedisStores.await(store, failure -> failure.contains("does not say"));
      assertEquals(Outcome.UNAVAILABLE, store.mark(key("a"), UNTIL, NOW));
      RedisReplayStore assuming = stores.of(server, server.passwordFile(), null, true);
      RedisStores.await(assuming, String::isEmpty);
      assertEquals(Outcome.FRESH, assuming.mark(key("a"), UNTIL, NOW));
    }
  }

  @Test
  void replicaIsNotWrittenTo() {
    try (RedisServer server = new RedisServer(directory, false)) {
      RedisReplayStore store = stores.ready(server);
      server.command("REPLICAOF", "127.0.0.1", "1");
      RedisStores.await(store, failure -> failure.contains("READONLY"));
      assertEquals(Outcome.UNAVAILABLE, store.mark(key("a"), UNTIL, NOW));
    }
  }

  @Test
  void serverIsAuthenticatedByTheConfiguredAuthority() {
    Path ours = certificate("ours");
    Path theirs = certificate("theirs");
    try (RedisServer server =
        new RedisServer(
            directory,
            true,
            "--tls-cert-file",
            ours.toString(),
            "--tls-key-file",
            directory.resolve("ours.key").toString(),
            "--tls-ca-cert-file",
            ours.toString(),
            "--tls-auth-clients",
            "no")) {
      RedisReplayStore store = stores.of(server, server.passwordFile(), ours, false);
      RedisStores.await(store, String::isEmpty);
      assertEquals(Outcome.FRESH, store.mark(key("a"), UNTIL, NOW));
      RedisReplayStore misled = stores.of(server, server.passwordFile(), theirs, false);
      RedisStores.await(misled, failure -> failure.startsWith("no connection"));
      assertEquals(Outcome.UNAVAILABLE, misled.mark(key("b"), UNTIL, NOW));
      RedisReplayStore unsuspecting = stores.of(server, server.passwordFile(), null, false);
      RedisStores.await(unsuspecting, failure -> failure.startsWith("no connection"));
    }
  }

  /** Self-signed for localhost. */
  private Path certificate(String name) {
    Path file = directory.resolve(name + ".pem");
    RedisServer.run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            directory.resolve(name + ".key").toString(),
            "-out",
            file.toString()));
    return file;
  }

  private static void refusedWithin(RedisReplayStore store, Duration most) {
    long start = System.nanoTime();
    assertEquals(Outcome.UNAVAILABLE, store.mark(key("late"), UNTIL, NOW));
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(taken.compareTo(most) < 0, "took " + taken);
  }
}
