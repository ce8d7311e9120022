package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle that nginx serves over HTTP/2 to clients with a certificate. */
final class NginxBundleTest {
  @TempDir Path folder;
  private Process nginx;
  private RemoteBundles replica;

  @BeforeEach
  void start() throws Exception {
    Path program = program();
    TestTls server = new TestTls(folder, "server", "ip:127.0.0.1");
    TestTls client = new TestTls(folder, "replica", "dns:replica.example");
    server.write(folder.resolve("server.pem"), folder.resolve("server-key.pem"));
    client.write(folder.resolve("client.pem"), folder.resolve("client-key.pem"));
    Files.createDirectories(folder.resolve("files"));
    publish("first");
    int port = freePort();
    Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration(port));
    nginx =
        new ProcessBuilder(
                program.toString(), "-p", folder.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    awaitPort(port);
    SSLContext tls = client.trusting(server);
    URI uri = URI.create("https://127.0.0.1:" + port + "/bundle.tar.gz");
    replica = new RemoteBundles(folder, uri, () -> tls);
  }

  private static Path program() {
    List<String> folders =
        Stream.concat(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                Stream.of("/usr/sbin", "/usr/local/sbin"))
            .toList();
    Optional<Path> found =
        folders.stream()
            .map(place -> Path.of(place, "nginx"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), "nginx is not installed: apt-get install nginx-light");
    return found.get();
  }

  private static String configuration(int port) {
    return """
    daemon off;
    master_process off;
    pid nginx.pid;
    error_log stderr;
    events {}
    http {
      access_log access.log combined;
      log_format short '$status $server_protocol';
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      server {
        listen 127.0.0.1:PORT ssl http2;
        access_log short.log short;
        ssl_certificate server.pem;
        ssl_certificate_key server-key.pem;
        ssl_client_certificate client.pem;
        ssl_verify_client on;
        root files;
      }
    }
    """
        .replace("PORT", Integer.toString(port));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort(int port) throws Exception {
    for (int i = 0; i < 500; i++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        assertTrue(nginx.isAlive(), Files.readString(folder.resolve("output")));
        Thread.sleep(10);
      }
    }
  }

  private void publish(String revision) throws Exception {
    Path next = folder.resolve("files/next");
    Files.write(next, RemoteBundles.bundle(revision));
    Files.move(next, folder.resolve("files/bundle.tar.gz"), StandardCopyOption.REPLACE_EXISTING);
  }

  @AfterEach
  void end() throws Exception {
    if (replica != null) {
      replica.close();
    }
    if (nginx != null) {
      nginx.destroy();
      nginx.waitFor();
    }
  }

  @Test
  void bundleIsSentOnceForEachChange() throws Exception {
    ReloadingPolicies policies = replica.start();
    policies.look();
    publish("second, longer");
    policies.look();
    policies.look();
    assertEquals("second, longer", RemoteBundles.revision(policies));
    assertEquals(List.of(), replica.refused);
    nginx.destroy();
    nginx.waitFor();
    assertEquals(
        List.of("200 HTTP/2.0", "304 HTTP/2.0", "200 HTTP/2.0", "304 HTTP/2.0"),
        Files.readAllLines(folder.resolve("short.log")));

    assertEquals("second, longer", RemoteBundles.revision(replica.start()));
    assertEquals(1, replica.refused.size());
  }
}
