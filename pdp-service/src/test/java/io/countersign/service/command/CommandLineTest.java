package io.countersign.service.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.countersign.service.demo.DemoWorld;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  private static final Path SHIPPED =
      Path.of("../policy-bundles/identity-bound-access/bundle.tar.gz").toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  /** What a command printed and how it ended. */
  private record Result(int status, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = CommandLineSetup.create();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    int status = commands.execute(arguments);
    return new Result(status, out.toString(), err.toString());
  }

  private static void assertOneLine(String text) {
    assertEquals(1, text.lines().count(), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "demo --help",
        "serve --help",
        "config check --help",
        "bundle inspect --help",
        "rego eval --help",
        "log verify --help",
        "replay --help"
      })
  void everyCommandHasHelp(String arguments) {
    Result result = run(arguments.split(" "));

    assertEquals(ExitStatus.DONE, result.status(), result.err());
    assertTrue(result.out().contains("Usage: countersign"), result.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fly",
        "serve",
        "config",
        "config check",
        "log verify --log x",
        "replay",
        "replay --log /nowhere",
        "replay --log . --since yesterday",
        "demo --fly"
      })
  void wrongUsageIsBadInput(String arguments) {
    Result result = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertEquals(ExitStatus.BAD_INPUT, result.status(), result.err());
    assertTrue(result.out().isEmpty(), result.out());
  }

  @Test
  void theDemonstrationDecidesAsItSaysAndItsLogVerifies() throws Exception {
    Result result = run("demo", "--json", "--dir", directory.toString());

    assertEquals(ExitStatus.DONE, result.status(), result.out() + result.err());
    JsonNode outcome = JSON.readTree(result.out());
    assertTrue(outcome.get("log_verified").asBoolean());
    List<String> reasons = new ArrayList<>();
    outcome.get("decisions").forEach(step -> reasons.add(step.get("reason").asText()));
    assertEquals(
        List.of(
            "ALLOWED", "DPOP_KEY_MISMATCH", "DPOP_REPLAYED", "UNREGISTERED_IDENTITY", "ALLOWED"),
        reasons);
    String log = outcome.get("log").asText();
    String key = outcome.get("key").asText();

    Result verified = run("log", "verify", "--log", log, "--key", key);
    assertEquals(ExitStatus.DONE, verified.status(), verified.err());
    assertTrue(verified.out().startsWith("log verified: "), verified.out());
    Result replayed = run("replay", "--log", log, "--key", key);
    assertEquals(ExitStatus.DONE, replayed.status(), replayed.out() + replayed.err());
    assertTrue(replayed.out().endsWith("3 decisions agree, 0 differ\n"), replayed.out());
    Result same =
        run("replay", "--json", "--log", log, "--bundle", directory.resolve("bundle").toString());
    assertEquals(ExitStatus.DONE, same.status(), same.err());
    assertEquals(3, JSON.readTree(same.out()).get("same").asInt(), same.out());
    assertEquals(0, JSON.readTree(same.out()).get("changed").asInt(), same.out());
  }

  @Test
  void aLogThatWasChangedIsNotSo() throws Exception {
    JsonNode outcome = JSON.readTree(run("demo", "--json", "--dir", directory.toString()).out());
    Path entries;
    try (var files = Files.walk(Path.of(outcome.get("log").asText(), "tile", "entries"))) {
      // A checkpoint covers the widest partial bundle; narrower ones are left from before.
      entries =
          files
              .filter(Files::isRegularFile)
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(entries);
    bytes[bytes.length / 2] ^= 1;
    Files.write(entries, bytes);

    Result result =
        run(
            "log",
            "verify",
            "--log",
            outcome.get("log").asText(),
            "--key",
            outcome.get("key").asText());

    assertEquals(ExitStatus.NOT_SO, result.status());
    assertTrue(result.out().startsWith("log BROKEN: tile/"), result.out());

    Result replayed = run("replay", "--log", outcome.get("log").asText());
    assertEquals(ExitStatus.NOT_SO, replayed.status(), replayed.out() + replayed.err());
    assertTrue(replayed.err().contains("run log verify"), replayed.err());
  }

  @Test
  void aLogThatIsServedOverHttpVerifies() throws Exception {
    JsonNode outcome = JSON.readTree(run("demo", "--json", "--dir", directory.toString()).out());
    HttpServer served =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Path.of(outcome.get("log").asText()),
            SimpleFileServer.OutputLevel.NONE);
    served.start();
    try {
      String url = "http://127.0.0.1:" + served.getAddress().getPort() + "/";

      Result result = run("log", "verify", "--log", url, "--key", outcome.get("key").asText());

      assertEquals(ExitStatus.DONE, result.status(), result.out() + result.err());
    } finally {
      served.stop(0);
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsBadInput() {
    Result result = run("log", "verify", "--log", directory + "/absent", "--key", "x");

    assertEquals(ExitStatus.BAD_INPUT, result.status());
    assertOneLine(result.err());
  }

  @Test
  void aKeyThatIsNoneIsBadInput() {
    Result result = run("log", "verify", "--log", directory.toString(), "--key", "nonsense");

    assertEquals(ExitStatus.BAD_INPUT, result.status());
    assertOneLine(result.err());
    assertTrue(result.err().startsWith("--key: "), result.err());
  }

  @Test
  void aGoodConfigurationIsSaidToBeGood() throws Exception {
    Path configuration = new DemoWorld(Instant.now()).writeTo(directory);

    Result result = run("config", "check", "--config", configuration.toString());

    assertEquals(ExitStatus.DONE, result.status(), result.err());
    List<String> lines = result.out().lines().toList();
    assertEquals(configuration + ": a server would start with this", lines.getFirst());
    assertTrue(lines.stream().skip(1).allMatch(line -> line.startsWith("- ")), result.out());
    assertTrue(result.out().contains("Trust domain demo.example: certificates"), result.out());
    assertFalse(Files.exists(directory.resolve("log")), "checking leaves something behind");
    assertFalse(Files.exists(directory.resolve("log-key.pem")), "checking makes a key");
  }

  @Test
  void everyBrokenFileIsNamedAtOnce() throws Exception {
    Path configuration = new DemoWorld(Instant.now()).writeTo(directory);
    Files.writeString(directory.resolve("issuer.jwks"), "{}");
    Files.writeString(directory.resolve("log-key.pem"), "no key");
    Files.writeString(directory.resolve("bundle/plan.json"), "no plan");

    Result result = run("config", "check", "--config", configuration.toString());

    assertEquals(ExitStatus.BAD_INPUT, result.status());
    assertTrue(result.err().contains("issuer.jwks"), result.err());
    assertTrue(result.err().contains("log-key.pem"), result.err());
    assertTrue(result.err().contains("bundle"), result.err());
    assertEquals(3, result.err().lines().count(), result.err());
  }

  @Test
  void aCandidateThatCannotBeUsedIsNamedToo() throws Exception {
    Path configuration = new DemoWorld(Instant.now()).writeTo(directory);
    String text = Files.readString(configuration);
    String policy = "policy: { bundle: file:bundle";
    assertTrue(text.contains(policy), text);
    Files.writeString(
        configuration, text.replace(policy, policy + ", shadow: { bundle: file:next.tar.gz }"));

    Result result = run("config", "check", "--config", configuration.toString());

    assertEquals(ExitStatus.BAD_INPUT, result.status());
    assertTrue(result.err().contains("next.tar.gz"), result.err());
    assertOneLine(result.err());

    Files.copy(SHIPPED, directory.resolve("next.tar.gz"));
    assertEquals(
        ExitStatus.DONE, run("config", "check", "--config", configuration.toString()).status());
  }

  @Test
  void theShippedBundleIsInspected() throws Exception {
    Result result = run("bundle", "inspect", SHIPPED.toString(), "--json");

    assertEquals(ExitStatus.DONE, result.status(), result.err());
    JsonNode found = JSON.readTree(result.out());
    assertEquals("countersign/authz/decision", found.get("entrypoints").get(0).asText());
    assertEquals(0, found.get("required_builtins").size());
  }

  @Test
  void aFileThatIsNoBundleIsBadInput() throws Exception {
    Path file = Files.writeString(directory.resolve("bundle.tar.gz"), "no bundle");

    Result result = run("bundle", "inspect", file.toString());

    assertEquals(ExitStatus.BAD_INPUT, result.status());
    assertOneLine(result.err());
    assertTrue(result.err().contains(file.toString()), result.err());
  }

  @Test
  void aPolicyIsEvaluated() throws Exception {
    Path input = Files.writeString(directory.resolve("input.json"), "{}");

    Result result =
        run(
            "rego",
            "eval",
            "--bundle",
            SHIPPED.toString(),
            "--entrypoint",
            "countersign/authz/decision",
            "--input",
            input.toString());

    assertEquals(ExitStatus.DONE, result.status(), result.err());
    assertFalse(JSON.readTree(result.out()).get("allow").asBoolean());
  }

  @Test
  void anEntrypointThatIsNotThereIsBadInput() {
    Result result =
        run("rego", "eval", "--bundle", SHIPPED.toString(), "--entrypoint", "no/such/rule");

    assertEquals(ExitStatus.BAD_INPUT, result.status());
    assertOneLine(result.err());
    assertTrue(result.err().contains("countersign/authz/decision"), result.err());
  }

  @Test
  void inputThatIsNoJsonIsBadInput() throws Exception {
    Path input = Files.writeString(directory.resolve("input.json"), "{\"a\":1,\"a\":2}");

    Result result =
        run(
            "rego",
            "eval",
            "--bundle",
            SHIPPED.toString(),
            "--entrypoint",
            "countersign/authz/decision",
            "--input",
            input.toString());

    assertEquals(ExitStatus.BAD_INPUT, result.status());
    assertOneLine(result.err());
    assertTrue(result.err().contains("given twice"), result.err());
  }
}
