package io.countersign.service.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.service.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose rules and registry are bundles of their own, asked over gRPC. */
class BundleSetEndToEndTest {
  private static final String RULES = "\"countersign/authz\"";

  @TempDir private Path directory;
  private PolicyServer pdp;

  @BeforeEach
  void place() throws Exception {
    pdp = new PolicyServer(directory);
    put("rules.tar.gz", pdp.policy(RULES, null));
    put("registry.tar.gz", pdp.registry("active"));
    pdp.configure("bundle: file:rules.tar.gz, bundles: { registry: file:registry.tar.gz }");
  }

  @AfterEach
  void end() {
    pdp.close();
  }

  private void put(String name, byte[] archive) throws Exception {
    Path next = Files.write(directory.resolve("next"), archive);
    Files.move(
        next,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void bundlesThatOwnTheSameStartNothing() throws Exception {
    put("rules.tar.gz", pdp.policy(PolicyServer.ALL, null));
    String refusal = assertThrows(ConfigurationException.class, pdp::start).problems().toString();
    assertTrue(refusal.contains("countersign/identities"), refusal);
  }

  @Test
  void eachBundleTakesOverByItselfAndARefusedOneChangesNothing() throws Exception {
    pdp.start();
    assertEquals("ALLOWED", pdp.reason());

    put("registry.tar.gz", pdp.registry("suspended"));
    assertEquals("IDENTITY_SUSPENDED", pdp.reasonBecomes("IDENTITY_SUSPENDED"));

    put("registry.tar.gz", pdp.policy(RULES, null));
    Thread.sleep(2_500);
    assertEquals("IDENTITY_SUSPENDED", pdp.reason(), "its roots are those of the rules");

    put("registry.tar.gz", pdp.registry("active"));
    assertEquals("ALLOWED", pdp.reasonBecomes("ALLOWED"));
  }

  @Test
  void bundlesOfAServerAndOfFilesGoTogether() throws Exception {
    try (BundleHost host = new BundleHost(pdp.world.authority(), 0, false)) {
      pdp.configure(
          "bundle: file:rules.tar.gz, poll: 1s, max-age: 1m, tls: { ca: file:ca.pem }, bundles: {"
              + (" registry: \"" + host.uri("registry.tar.gz") + "\" }"));
      String refusal = assertThrows(ConfigurationException.class, pdp::start).problems().toString();
      assertTrue(refusal.contains("registry.tar.gz: cannot be fetched"), refusal);

      host.publish("registry.tar.gz", pdp.registry("active"));
      pdp.start();
      assertEquals("ALLOWED", pdp.reason());
      assertEquals(List.of("registry.tar.gz"), host.sent(), "a start fetches once");

      put("rules.tar.gz", new byte[] {1, 2, 3});
      host.publish("registry.tar.gz", pdp.registry("suspended"));
      assertEquals(
          "IDENTITY_SUSPENDED",
          pdp.reasonBecomes("IDENTITY_SUSPENDED"),
          "a broken file of rules does not hold up the registry");
      put("rules.tar.gz", pdp.policy(RULES, null));
    }
    pdp.start();
    assertEquals("IDENTITY_SUSPENDED", pdp.reason(), "the last good registry, from the cache");
    pdp.ahead(Duration.ofMinutes(2));
    assertEquals("POLICY_STALE", pdp.reason());
  }
}
