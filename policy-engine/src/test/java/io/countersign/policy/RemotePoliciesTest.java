package io.countersign.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.Policy;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import io.countersign.decision.Verdict;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.TarGz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles that an HTTPS server keeps. */
final class RemotePoliciesTest {
  @TempDir static Path shared;
  private static TestTls serverTls;
  private static TestTls clientTls;
  private static SSLContext trusting;
  private static byte[] first;
  private static byte[] second;

  @TempDir Path folder;
  private BundleServer server;
  private RemoteBundles replica;

  @BeforeAll
  static void make() throws Exception {
    serverTls = new TestTls(shared, "server", "ip:127.0.0.1");
    clientTls = new TestTls(shared, "replica", "dns:replica.example");
    trusting = serverTls.trusted();
    first = RemoteBundles.bundle("first");
    second = RemoteBundles.bundle("second");
  }

  @BeforeEach
  void serve() throws Exception {
    server = new BundleServer(serverTls.trusting(clientTls));
    server.keep(first);
    replica = new RemoteBundles(folder, server.uri(), () -> trusting);
  }

  @AfterEach
  void end() {
    replica.close();
    server.close();
  }

  private void assertRefused(String why) {
    BundleException refusal = assertThrows(BundleException.class, replica::start);
    assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.getMessage());
  }

  /** What a server may answer that puts no bundle in force. */
  private static Stream<Arguments> badAnswers() {
    return Stream.of(
        bad("status 500", (server, exchange) -> server.status(exchange, 500)),
        bad("status 401", (server, exchange) -> server.status(exchange, 401)),
        bad("status 204", (server, exchange) -> server.status(exchange, 204)),
        bad(
            "status 302",
            (server, exchange) -> {
              exchange.getResponseHeaders().set("Location", server.uri() + "/elsewhere");
              server.status(exchange, 302);
            }),
        bad("no complete answer in 2000 ms", (_, _) -> Thread.sleep(10_000)),
        bad(
            "no complete answer in 2000 ms",
            (_, exchange) -> {
              exchange.sendResponseHeaders(200, 0);
              while (true) {
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                Thread.sleep(50);
              }
            }),
        bad(
            "more than " + RemoteBundles.MAX_BYTES,
            (server, exchange) -> server.send(exchange, new byte[RemoteBundles.MAX_BYTES + 1])),
        bad(
            "more than " + RemoteBundles.MAX_BYTES,
            (_, exchange) -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(new byte[RemoteBundles.MAX_BYTES + 1]);
            }),
        bad(
            "cannot be fetched",
            (_, exchange) -> {
              exchange.sendResponseHeaders(200, second.length);
              exchange.getResponseBody().write(second, 0, second.length / 2);
              exchange.getResponseBody().flush();
            }),
        bad(
            "damaged",
            (server, exchange) -> server.send(exchange, Arrays.copyOf(second, second.length / 2))),
        bad(
            "encodes the archive",
            (server, exchange) -> {
              exchange.getResponseHeaders().set("Content-Encoding", "br");
              server.send(exchange, second);
            }),
        bad("no tar.gz", (server, exchange) -> server.send(exchange, "<html>".getBytes(UTF_8))),
        bad(
            "no plan and no Rego source",
            (server, exchange) ->
                server.send(exchange, new TarGz().file("data.json", "{}").bytes())));
  }

  private static Arguments bad(String why, BundleServer.Answering how) {
    return Arguments.of(why, how);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badAnswers")
  void badAnswerChangesNothingAndIsToldOnce(String why, BundleServer.Answering how)
      throws Exception {
    replica.patience = Duration.ofSeconds(2);
    ReloadingPolicies policies = replica.start();
    server.answering(how);
    policies.look();
    policies.look();
    assertEquals("first", RemoteBundles.revision(policies));
    assertEquals(1, replica.refused.size(), replica.refused.toString());
    assertTrue(replica.refused.getFirst().contains(why), replica.refused.toString());
    assertArrayEquals(first, Files.readAllBytes(replica.kept("last-good.tar.gz")));

    server.keep(second);
    server.answering(BundleServer::serve);
    policies.look();
    assertEquals("second", RemoteBundles.revision(policies));
  }

  @Test
  void startWithoutServerAndWithoutLastGoodBundleIsRefused() {
    server.answering((server, exchange) -> server.status(exchange, 503));
    assertRefused("cannot be fetched: it answers with status 503");
    server.close();
    assertRefused("cannot be fetched");
  }

  @Test
  void serverWithAnotherCertificateIsNotBelieved() throws Exception {
    replica.tls = () -> trusting;
    SSLContext others = clientTls.trusted();
    replica.tls = () -> others;
    assertRefused("cannot be fetched");
    TestTls elsewhere = new TestTls(folder, "elsewhere", "dns:elsewhere.example");
    try (BundleServer posing = new BundleServer(elsewhere.trusting(clientTls))) {
      posing.keep(first);
      SSLContext believing = elsewhere.trusted();
      try (RemoteBundles fooled = new RemoteBundles(folder, posing.uri(), () -> believing)) {
        assertThrows(BundleException.class, fooled::start, "the name is another one");
      }
    }
  }

  @Test
  void unsignedBundleAndOneOfAnotherKeyChangeNothing() throws Exception {
    byte[] other = replica.signed(second);
    server.keep(replica.signed(first));
    ReloadingPolicies policies = replica.start();
    server.keep(other);
    policies.look();
    server.keep(second);
    policies.look();
    assertEquals("first", RemoteBundles.revision(policies));
    assertEquals(2, replica.refused.size());
    assertTrue(replica.refused.getLast().contains("is not signed"), replica.refused.toString());
  }

  @Test
  void lastGoodBundleThatWasTamperedWithIsRefused() throws Exception {
    server.keep(replica.signed(first));
    replica.start();
    Files.write(replica.kept("last-good.tar.gz"), second);
    server.close();
    assertRefused("is not signed");
  }

  @Test
  void tokenThatIsNoneIsNotSentAndNotShown() throws Exception {
    replica.token = Files.writeString(folder.resolve("token"), "secret\r\nX-Other: 1");
    BundleException refusal = assertThrows(BundleException.class, replica::start);
    assertTrue(String.valueOf(refusal.getMessage()).contains("no bearer token"));
    assertFalse(String.valueOf(refusal.getMessage()).contains("secret"));
    assertEquals(List.of(), server.answers());
    Files.delete(replica.token);
    assertRefused("cannot be fetched");
  }

  @Test
  void bundleThatIsStillTheOneIsNotSentAgain() throws Exception {
    ReloadingPolicies policies = replica.start();
    Policy policy = policies.current();
    policies.look();
    policies.look();
    assertSame(policy, policies.current());
    assertEquals(List.of("200", "304", "304"), server.answers());
  }

  @Test
  void serverWithoutTagsSendsTheSameAgainAndNothingChanges() throws Exception {
    server.answering((server, exchange) -> server.send(exchange, server.archive()));
    ReloadingPolicies policies = replica.start();
    Policy policy = policies.current();
    policies.look();
    assertSame(policy, policies.current());
    server.keep(second);
    policies.look();
    assertEquals("second", RemoteBundles.revision(policies));
    assertEquals(List.of("200", "200", "200"), server.answers());
  }

  @Test
  void changedBundleTakesOverAndTheOneBeforeIsKept() throws Exception {
    ReloadingPolicies policies = replica.start();
    server.keep(second);
    policies.look();
    assertEquals("second", RemoteBundles.revision(policies));
    assertArrayEquals(second, Files.readAllBytes(replica.kept("last-good.tar.gz")));
    assertArrayEquals(first, Files.readAllBytes(replica.kept("previous.tar.gz")));
    for (String name : List.of("last-good.tar.gz", "previous.tar.gz")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(replica.kept(name))));
    }
  }

  @Test
  void bundleThatWasPublishedAndTakenBackIsTheOneInForceAgain() throws Exception {
    ReloadingPolicies policies = replica.start();
    server.keep("broken".getBytes(UTF_8));
    policies.look();
    server.keep(first);
    policies.look();
    policies.look();
    assertEquals("first", RemoteBundles.revision(policies));
    assertEquals(List.of("200", "200", "200", "304"), server.answers());
    assertEquals(1, replica.refused.size());
  }

  @Test
  void lastGoodBundleDecidesWhileTheServerIsAwayOrServesABadOne() throws Exception {
    replica.start();
    server.keep("broken".getBytes(UTF_8));
    assertEquals("first", RemoteBundles.revision(replica.start()));
    server.answering((server, exchange) -> server.status(exchange, 500));
    ReloadingPolicies policies = replica.start();
    assertEquals("first", RemoteBundles.revision(policies));
    assertEquals(2, replica.refused.size());
    assertInstanceOf(Verdict.Allow.class, replica.verdict(policies.current()));

    server.keep(second);
    server.answering(BundleServer::serve);
    policies.look();
    assertEquals("second", RemoteBundles.revision(policies));
  }

  private void assertStale(ReloadingPolicies policies) {
    Verdict.Deny deny = assertInstanceOf(Verdict.Deny.class, replica.verdict(policies.current()));
    assertEquals(Reason.POLICY_STALE, deny.reason());
  }

  private void assertFresh(ReloadingPolicies policies) {
    assertInstanceOf(Verdict.Allow.class, replica.verdict(policies.current()));
  }

  @Test
  void bundleThatIsNotConfirmedDecidesNoMore() throws Exception {
    replica.maxAge = Duration.ofMinutes(10);
    ReloadingPolicies policies = replica.start();
    replica.now = replica.now.plus(Duration.ofMinutes(10));
    assertFresh(policies);
    replica.now = replica.now.plusMillis(1);
    assertStale(policies);
    policies.look();
    assertFresh(policies);

    server.keep("broken".getBytes(UTF_8));
    replica.now = replica.now.plus(Duration.ofMinutes(9));
    policies.look();
    replica.now = replica.now.plus(Duration.ofMinutes(2));
    policies.look();
    assertEquals("304", server.answers().getLast());
    assertStale(policies);
    server.keep(second);
    policies.look();
    assertFresh(policies);
  }

  @Test
  void startDoesNotMakeTheLastGoodBundleYounger() throws Exception {
    replica.maxAge = Duration.ofMinutes(10);
    ReloadingPolicies before = replica.start();
    replica.now = replica.now.plus(Duration.ofMinutes(5));
    before.look();
    server.answering((server, exchange) -> server.status(exchange, 500));
    replica.now = replica.now.plus(Duration.ofMinutes(9));
    assertFresh(replica.start());
    replica.now = replica.now.plus(Duration.ofMinutes(2));
    ReloadingPolicies policies = replica.start();
    assertStale(policies);
    server.answering(BundleServer::serve);
    policies.look();
    assertFresh(policies);
  }

  @Test
  void pinnedBundleStaysInForce() throws Exception {
    ReloadingPolicies policies = replica.start();
    server.keep(second);
    policies.look();
    ReloadingPolicies pinned = replica.startPinned(Sha256.of(first));
    pinned.look();
    assertEquals("first", RemoteBundles.revision(pinned));
    assertEquals("second", RemoteBundles.revision(replica.start()), "without the pin");

    byte[] third = RemoteBundles.bundle("third");
    assertThrows(BundleException.class, () -> replica.startPinned(Sha256.of(third)));
    server.keep(third);
    assertEquals("third", RemoteBundles.revision(replica.startPinned(Sha256.of(third))));
  }

  @Test
  void tokenIsReadForEachRequest() throws Exception {
    ReloadingPolicies without = replica.start();
    assertNull(server.authorization());
    assertNull(server.client());
    assertEquals("first", RemoteBundles.revision(without));
    replica.token = Files.writeString(folder.resolve("token"), "abc.DEF-1~+/==\n");
    ReloadingPolicies policies = replica.start();
    assertEquals("Bearer abc.DEF-1~+/==", server.authorization());
    Files.writeString(replica.token, "renewed");
    policies.look();
    assertEquals("Bearer renewed", server.authorization());
  }

  @Test
  void clientCertificateIsShownOnceTheSetUpHasOne() throws Exception {
    List<SSLContext> contexts = List.of(trusting, clientTls.trusting(serverTls));
    int[] use = {0};
    replica.tls = () -> contexts.get(use[0]);
    ReloadingPolicies policies = replica.start();
    assertNull(server.client());
    use[0] = 1;
    policies.look();
    assertEquals("CN=replica", server.client());
  }
}
