package io.countersign.credentials.workloadapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.credentials.fixture.TestKey;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The agent of src/test/go/workloadapi: go-spiffe and go-jose make and serve everything. */
final class GoAgent implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final JsonObject report;
  private final Path socket;

  /**
   * What the agent issued, and what go-spiffe says of it.
   *
   * @param text a PEM certificate or a token
   */
  record Case(String name, String text, boolean accepted) {}

  private GoAgent(Process process, Path socket) throws IOException {
    this.process = process;
    this.socket = socket;
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    in = process.outputWriter(StandardCharsets.UTF_8);
    report = TestKey.json(Objects.requireNonNull(out.readLine(), "the agent said nothing"));
  }

  /** Builds and starts it; a machine without Go skips the test. */
  static GoAgent start(Path folder) throws IOException, InterruptedException {
    Path program = folder.resolve("agent");
    Path source = Path.of("src/test/go/workloadapi").toAbsolutePath();
    Process build;
    try {
      build =
          new ProcessBuilder("go", "build", "-o", program.toString(), ".")
              .directory(source.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "needs Go 1.24 or newer: apt-get install golang-go");
      throw e;
    }
    String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, build.waitFor(), said);
    Path socket = folder.resolve("agent.sock");
    Process agent =
        new ProcessBuilder(program.toString(), socket.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new GoAgent(agent, socket);
  }

  Path socket() {
    return socket;
  }

  /** The domain's bundle as go-spiffe writes it. */
  String bundle() {
    return report.string("bundle").orElseThrow();
  }

  /** Where the domain's bundle is served under {@code spiffe://prod.example/bundle-endpoint}. */
  URI endpoint() {
    return URI.create(report.string("endpoint").orElseThrow());
  }

  List<Case> cases(String kind) {
    JsonArray cases = (JsonArray) Objects.requireNonNull(report.get(kind));
    return cases.values().stream()
        .map(JsonObject.class::cast)
        .map(each ->
            new Case(
                each.string("name").orElseThrow(),
                each.string("text").orElseThrow(),
                JsonBoolean.TRUE.equals(each.get("accepted"))))
        .toList();
  }

  /** See main.go for what it can be told. */
  void tell(String what) throws IOException {
    in.write(what + "\n");
    in.flush();
    assertEquals("done", out.readLine());
  }

  /** It ends with its input. */
  @Override
  public void close() throws IOException {
    in.close();
    try {
      if (process.waitFor(5, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
