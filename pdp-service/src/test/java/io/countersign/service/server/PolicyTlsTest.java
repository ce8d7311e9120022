package io.countersign.service.server;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.bundle.BundleException;
import io.countersign.service.config.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTlsTest {
  @TempDir private Path folder;

  private PolicyTls tls() {
    return new PolicyTls(
        new Settings.Remote(
            Duration.ofSeconds(30),
            null,
            null,
            null,
            null,
            folder.resolve("ca.pem"),
            folder.resolve("cache"),
            null));
  }

  private void keytool(String name, String arguments) throws Exception {
    String command =
        Path.of(System.getProperty("java.home"), "bin", "keytool")
            + (" -alias key -storepass changeit -keystore " + folder.resolve(name + ".p12 "))
            + arguments;
    Process process =
        new ProcessBuilder(List.of(command.split(" "))).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor() == 0, output);
  }

  private void issue(String name) throws Exception {
    keytool(name, "-genkeypair -keyalg EC -groupname secp256r1 -dname CN=" + name);
    keytool(name, "-exportcert -rfc -file " + folder.resolve("ca.pem"));
  }

  private static void assertRefused(PolicyTls tls) {
    BundleException refusal = assertThrows(BundleException.class, tls::context);
    assertTrue(String.valueOf(refusal.getMessage()).contains("ca.pem"), refusal.getMessage());
  }

  @Test
  void renewedFileIsReadAndABrokenOneIsRefused() throws Exception {
    PolicyTls tls = tls();
    assertRefused(tls);
    Files.writeString(folder.resolve("ca.pem"), "nothing");
    assertRefused(tls);

    issue("first");
    SSLContext first = tls.context();
    assertSame(first, tls.context());
    issue("second");
    SSLContext second = tls.context();
    assertNotSame(first, second);
    Files.delete(folder.resolve("ca.pem"));
    assertRefused(tls);
  }
}
