package io.countersign.service.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.service.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose policy an HTTPS server keeps, asked over gRPC. */
class HttpsBundleEndToEndTest {
  private static final String BUNDLE = "authz.tar.gz";

  @TempDir private Path directory;
  private PolicyServer pdp;
  private BundleHost host;

  @BeforeEach
  void serve() throws Exception {
    pdp = new PolicyServer(directory);
    host = new BundleHost(pdp.world.authority(), 0, false);
  }

  @AfterEach
  void end() {
    host.close();
    pdp.close();
  }

  private void configure(String more) throws Exception {
    pdp.configure("bundle: \"" + host.uri(BUNDLE) + "\", poll: 1s, tls: { ca: file:ca.pem" + more);
  }

  private void publish(String status) throws Exception {
    host.publish(BUNDLE, pdp.policy(PolicyServer.ALL, status));
  }

  private String refusal() {
    return assertThrows(ConfigurationException.class, pdp::start).problems().toString();
  }

  @Test
  void withoutABundleThereIsNoStart() throws Exception {
    configure(" }");
    String missing = refusal();
    assertTrue(missing.contains("status 404"), missing);
    host.publish(BUNDLE, new byte[] {1, 2, 3});
    String broken = refusal();
    assertTrue(broken.contains(BUNDLE), broken);
    host.close();
    String away = refusal();
    assertTrue(away.contains("cannot be fetched"), away);
  }

  @Test
  void aServerThatDemandsACertificateGetsOne() throws Exception {
    host.close();
    host = new BundleHost(pdp.world.authority(), 0, true);
    publish("active");
    configure(" }");
    String unknown = refusal();
    assertTrue(unknown.contains("cannot be fetched"), unknown);

    DemoAuthority.Identity replica = pdp.world.authority().workload("/pdp");
    Files.writeString(directory.resolve("replica.pem"), replica.certificatePem());
    Files.writeString(directory.resolve("replica.key"), replica.keyPem());
    configure(", certificate: file:replica.pem, key: file:replica.key }");
    pdp.start();
    assertEquals("ALLOWED", pdp.reason());
  }

  @Test
  void aPublishedBundleDecidesAndTheLastGoodOneSurvivesServerAndProcess() throws Exception {
    publish("active");
    configure(" }");
    pdp.start();
    assertEquals("ALLOWED", pdp.reason());
    assertEquals(List.of(BUNDLE), host.sent(), "a start fetches once");

    publish("suspended");
    assertEquals("IDENTITY_SUSPENDED", pdp.reasonBecomes("IDENTITY_SUSPENDED"));

    host.publish(BUNDLE, new byte[] {1, 2, 3});
    Thread.sleep(1_500);
    assertEquals("IDENTITY_SUSPENDED", pdp.reason(), "a broken bundle changes nothing");

    int port = host.port();
    host.close();
    assertEquals("IDENTITY_SUSPENDED", pdp.reason());
    pdp.start();
    assertEquals("IDENTITY_SUSPENDED", pdp.reason(), "the last good one, from the cache");

    host = new BundleHost(pdp.world.authority(), port, false);
    publish("active");
    assertEquals("ALLOWED", pdp.reasonBecomes("ALLOWED"));
  }

  @Test
  void aBundleThatNobodyConfirmsDeniesAsStaleUntilTheServerIsBack() throws Exception {
    publish("active");
    configure(" }, max-age: 1m");
    pdp.start();
    assertEquals("ALLOWED", pdp.reason());

    int port = host.port();
    host.close();
    pdp.ahead(Duration.ofMinutes(2));
    assertEquals("POLICY_STALE", pdp.reasonBecomes("POLICY_STALE"));
    pdp.start();
    assertEquals("POLICY_STALE", pdp.reason(), "a restart does not make it younger");

    host = new BundleHost(pdp.world.authority(), port, false);
    publish("active");
    assertEquals("ALLOWED", pdp.reasonBecomes("ALLOWED"));
  }
}
