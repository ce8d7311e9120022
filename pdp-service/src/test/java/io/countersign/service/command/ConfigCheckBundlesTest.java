package io.countersign.service.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.service.demo.BundleHost;
import io.countersign.service.demo.PolicyServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code config check} says of bundles that a server keeps, and of several bundles. */
class ConfigCheckBundlesTest {
  private static final String RULES = "\"countersign/authz\"";

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

  /** The lines on standard error; none when it is satisfied. */
  private String check() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = CommandLineSetup.create();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    int status = commands.execute("config", "check", "--config", pdp.configuration.toString());
    assertEquals(err.toString().isEmpty() ? ExitStatus.DONE : ExitStatus.BAD_INPUT, status);
    return err.toString();
  }

  private void assertOneLineWith(String part) {
    String said = check();
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.contains(part), said);
  }

  @Test
  void aBundleOfAServerIsFetchedAndNothingIsLeftBehind() throws Exception {
    pdp.configure("bundle: \"" + host.uri("authz.tar.gz") + "\", tls: { ca: file:ca.pem }");
    assertOneLineWith("authz.tar.gz: cannot be fetched: it answers with status 404");
    host.publish("authz.tar.gz", new byte[] {1});
    assertOneLineWith("authz.tar.gz: is no tar.gz archive");
    host.publish("authz.tar.gz", pdp.registry("active"));
    assertOneLineWith("authz.tar.gz: carries no plan");

    host.publish("authz.tar.gz", pdp.policy(PolicyServer.ALL, "active"));
    assertEquals("", check());
    assertFalse(Files.exists(directory.resolve("policy-cache")));

    pdp.configure("bundle: \"" + host.uri("authz.tar.gz") + "\"");
    assertOneLineWith("authz.tar.gz: cannot be fetched: ");
    host.close();
    assertOneLineWith("authz.tar.gz: cannot be fetched: ");
  }

  @Test
  void severalBundlesAreCheckedTogether() throws Exception {
    Files.write(directory.resolve("rules.tar.gz"), pdp.policy(RULES, null));
    pdp.configure("bundle: file:rules.tar.gz, bundles: { registry: file:registry.tar.gz }");
    assertOneLineWith("registry.tar.gz: there is no such file");
    Files.write(directory.resolve("registry.tar.gz"), pdp.policy(RULES, null));
    assertOneLineWith("registry.tar.gz: ");
    Files.write(directory.resolve("registry.tar.gz"), pdp.registry("active"));
    assertEquals("", check());
    Files.write(directory.resolve("rules.tar.gz"), pdp.policy(PolicyServer.ALL, null));
    assertOneLineWith("countersign/identities");
  }

  @Test
  void bundlesOfAServerAreFetchedWhereverTheyStand() throws Exception {
    Files.write(directory.resolve("rules.tar.gz"), pdp.policy(RULES, null));
    host.publish("registry.tar.gz", pdp.registry("active"));
    String policy =
        "bundle: file:rules.tar.gz, tls: { ca: file:ca.pem }, bundles: { registry: \""
            + (host.uri("registry.tar.gz") + "\" }, shadow: { bundle: \"" + host.uri("next.tar.gz"))
            + "\" }";
    pdp.configure(policy);
    assertOneLineWith("next.tar.gz: cannot be fetched: it answers with status 404");
    host.publish("next.tar.gz", pdp.policy(PolicyServer.ALL, null));
    assertOneLineWith("countersign/identities");
    host.publish("next.tar.gz", pdp.policy(RULES, null));
    assertEquals("", check());
  }
}
