package io.countersign.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.TarGz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of one server, a registry of another, and zones in a file. */
final class SeveralSourcesTest {
  @TempDir static Path shared;
  private static TestTls tls;
  private static SSLContext trusting;

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private BundleServer rules;
  private BundleServer registry;
  private Path zones = Path.of("");
  private RemoteBundles replica;

  @BeforeAll
  static void make() throws Exception {
    tls = new TestTls(shared, "server", "ip:127.0.0.1");
    trusting = tls.trusted();
  }

  @BeforeEach
  void serve() throws Exception {
    rules = new BundleServer(tls.trusting(tls));
    rules.keep(RemoteBundles.rules("first"));
    registry = new BundleServer(tls.trusting(tls));
    registry.keep(data("registry", "1"));
    zones = Files.write(folder.resolve("zones.tar.gz"), data("zones", "1"));
    replica = new RemoteBundles(folder, rules.uri(), () -> trusting);
  }

  @AfterEach
  void end() {
    replica.close();
    rules.close();
    registry.close();
  }

  private static byte[] data(String root, String value) throws Exception {
    return new TarGz()
        .file(".manifest", "{\"roots\":[\"" + root + "\"]}")
        .file("data.json", "{\"" + root + "\":{\"is\":\"" + value + "\"}}")
        .bytes();
  }

  /** Each look comes so late that all are due. */
  private SeveralSources sources() {
    return new SeveralSources(
        replica.reader(),
        replica.source(rules.uri()),
        Map.of(
            "registry", replica.source(registry.uri()),
            "zones", new BundleFiles(replica.reader(), zones, Map.of()).watched(Duration.ZERO)),
        () -> nanos.addAndGet(Duration.ofHours(1).toNanos()));
  }

  private ReloadingPolicies start() throws BundleException {
    return replica.start(sources());
  }

  private static String shown(ReloadingPolicies policies) {
    return RemoteBundles.revision(policies)
        + " "
        + is(policies, "registry")
        + is(policies, "zones");
  }

  private static String is(ReloadingPolicies policies, String root) {
    return policies
        .currentBundle()
        .bundle()
        .data()
        .object(root)
        .flatMap(found -> found.string("is"))
        .orElse("");
  }

  private static void away(BundleServer server) {
    server.answering((self, exchange) -> self.status(exchange, 503));
  }

  private static void back(BundleServer server) {
    server.answering(BundleServer::serve);
  }

  private void assertNoStart(String why) {
    BundleException refusal = assertThrows(BundleException.class, this::start);
    assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.getMessage());
  }

  @Test
  void withoutOneOfThemThereIsNoStart() throws Exception {
    away(registry);
    assertNoStart("status 503");
    back(registry);
    registry.keep(data("zones", "1"));
    assertNoStart("the root 'zones'");
    registry.keep(RemoteBundles.rules("second"));
    assertNoStart("the root 'p'");
    registry.keep(data("registry", "1"));
    Files.delete(zones);
    assertNoStart("no such file");
  }

  @Test
  void eachOfThemTakesOverByItself() throws Exception {
    ReloadingPolicies policies = start();
    assertEquals("first 11", shown(policies));
    registry.keep(data("registry", "2"));
    policies.look();
    assertEquals("first 21", shown(policies));
    rules.keep(RemoteBundles.rules("second"));
    policies.look();
    assertEquals("second 21", shown(policies));
    Files.write(zones, data("zones", "new"));
    policies.look();
    policies.look();
    assertEquals("second 2new", shown(policies));
    assertEquals(List.of(), replica.refused);
  }

  @Test
  void whatIsRefusedOrAwayStaysAndHoldsUpNothing() throws Exception {
    ReloadingPolicies policies = start();
    away(rules);
    registry.keep(data("registry", "2"));
    policies.look();
    assertEquals("first 21", shown(policies));
    rules.keep("broken".getBytes(UTF_8));
    back(rules);
    registry.keep(data("registry", "3"));
    policies.look();
    assertEquals("first 31", shown(policies));
    policies.look();
    policies.look();
    assertEquals(1, replica.refused.size(), replica.refused.toString());
    rules.keep(RemoteBundles.rules("second"));
    policies.look();
    assertEquals("second 31", shown(policies));
  }

  @Test
  void whatDoesNotGoTogetherWaitsForTheOther() throws Exception {
    ReloadingPolicies policies = start();
    registry.keep(data("p", "2"));
    policies.look();
    assertEquals("first 11", shown(policies));
    assertEquals(1, replica.refused.size());
    registry.keep(data("registry", "1"));
    policies.look();
    assertEquals("first 11", shown(policies));
    rules.keep(RemoteBundles.rules("second"));
    policies.look();
    assertEquals("second 11", shown(policies), "what was taken back must not come again");
    assertEquals(1, replica.refused.size());
  }

  @Test
  void aStartWithoutAServerTakesWhatIsKeptAndThenFollowsTheOthers() throws Exception {
    start();
    away(rules);
    registry.keep(data("registry", "2"));
    SeveralSources sources = sources();
    ReloadingPolicies policies = replica.start(sources);
    assertEquals("first 11", shown(policies), "kept bundles decided together");
    assertEquals(Duration.ZERO, sources.pause(), "the newer registry does not wait");
    policies.look();
    assertEquals("first 21", shown(policies));
    rules.keep(RemoteBundles.rules("second"));
    back(rules);
    policies.look();
    assertEquals("second 21", shown(policies));
  }

  @Test
  void theFirstThatIsNotConfirmedEndsTheWhole() throws Exception {
    replica.maxAge = Duration.ofHours(1);
    ReloadingPolicies policies = start();
    Instant began = replica.now;
    assertEquals(began.plus(Duration.ofHours(1)), goodUntil(policies));
    away(registry);
    replica.now = began.plus(Duration.ofMinutes(30));
    policies.look();
    rules.keep(RemoteBundles.rules("second"));
    policies.look();
    assertEquals("second 11", shown(policies));
    assertEquals(began.plus(Duration.ofHours(1)), goodUntil(policies));
    back(registry);
    policies.look();
    assertEquals(began.plus(Duration.ofMinutes(90)), goodUntil(policies));
  }

  private static Instant goodUntil(ReloadingPolicies policies) {
    return ((TimedPolicy) policies.current()).goodUntil();
  }

  @Test
  void eachIsAskedInItsOwnTime() throws Exception {
    AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    SeveralSources sources =
        new SeveralSources(
            replica.reader(),
            replica.source(rules.uri()),
            Map.of(
                "zones",
                new BundleFiles(replica.reader(), zones, Map.of()).watched(Duration.ofSeconds(1))),
            time::get);
    replica.start(sources);
    assertEquals(Duration.ofSeconds(1), sources.pause());
    time.addAndGet(Duration.ofSeconds(2).toNanos());
    assertTrue(sources.look().isEmpty());
    assertEquals(List.of("200"), rules.answers());
    time.addAndGet(Duration.ofSeconds(30).toNanos());
    assertTrue(sources.look().isEmpty());
    assertEquals(List.of("304"), rules.answers());
  }
}
