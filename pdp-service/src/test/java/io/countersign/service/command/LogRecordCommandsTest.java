package io.countersign.service.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Single records of the demonstration's log: shown, proved and searched. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogRecordCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;
  private String config;
  private String log;
  private String key;

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

  /** A command on the demonstration's log. */
  private Result onLog(String command, String... more) {
    return run(
        Stream.concat(Stream.of("log", command, "--log", log, "--key", key), Stream.of(more))
            .toArray(String[]::new));
  }

  @BeforeAll
  void demonstrate() throws Exception {
    JsonNode outcome = JSON.readTree(run("demo", "--json", "--dir", directory.toString()).out());
    log = outcome.get("log").asText();
    key = outcome.get("key").asText();
    config = directory.resolve("countersign.yaml").toString();
  }

  private List<JsonNode> search(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--json");
    Result result = onLog("search", arguments.toArray(String[]::new));
    assertEquals(ExitStatus.DONE, result.status(), result.err());
    List<JsonNode> records = new ArrayList<>();
    for (String line : result.out().lines().toList()) {
      records.add(JSON.readTree(line));
    }
    return records;
  }

  private String stolen() throws IOException {
    return search("--reason", "DPOP_KEY_MISMATCH").getFirst().get("id").asText();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log show x",
        "log show --config absent.yaml x",
        "log search",
        "log search --log absent --key x",
        "log prove",
        "log prove x --index 1",
        "log verify-proof absent",
        "log verify-proof absent --key x",
      })
  void wrongUsageIsBadInput(String arguments) {
    Result result = run(arguments.split(" ", -1));

    assertEquals(ExitStatus.BAD_INPUT, result.status(), result.out() + result.err());
    assertTrue(result.out().isEmpty(), result.out());
  }

  @ParameterizedTest
  @CsvSource({
    "--since, yesterday",
    "--until, 2026-13-01",
    "--since, 2026-03-04T05:06:07",
    "--decision, maybe",
    "--limit, 0",
    "--since, 9999999999d",
  })
  void filterThatIsNoneIsBadInput(String option, String value) {
    Result result = onLog("search", option, value);

    assertEquals(ExitStatus.BAD_INPUT, result.status(), result.out() + result.err());
    assertTrue(result.err().startsWith(option), result.err());
  }

  @Test
  void oneRecordIsShown() throws Exception {
    String id = stolen();
    Result shown = onLog("show", id);

    assertEquals(ExitStatus.DONE, shown.status(), shown.err());
    List<String> lines = shown.out().lines().toList();
    assertTrue(
        lines.getFirst().matches("record 3 of demo.example/pdp-0, verified under its .*records"),
        lines.getFirst());
    assertTrue(lines.contains("reason: DPOP_KEY_MISMATCH"), shown.out());
    assertTrue(lines.contains("id: " + id), shown.out());
    JsonNode record = JSON.readTree(onLog("show", id, "--json").out());
    assertEquals(id, record.get("id").asText());
  }

  @Test
  void recordThatIsNotThereIsNotSo() {
    for (String command : List.of("show", "prove")) {
      Result result = onLog(command, "019cb7c1-96b1-7000-8000-000000000000");
      assertEquals(ExitStatus.NOT_SO, result.status(), command);
      assertTrue(result.out().isEmpty(), result.out());
      assertEquals(ExitStatus.NOT_SO, onLog(command, "*").status());
    }
    assertEquals(ExitStatus.NOT_SO, onLog("prove", "--index", "999").status());
    assertEquals(ExitStatus.NOT_SO, onLog("prove", "--index", "-1").status());
  }

  @Test
  void configurationNamesTheLogAndItsKey() throws Exception {
    Result shown = run("log", "show", stolen(), "--config", config);

    assertEquals(ExitStatus.DONE, shown.status(), shown.err());
  }

  @Test
  void logOfAnotherKeyIsNotRead() throws Exception {
    JsonNode other =
        JSON.readTree(run("demo", "--json", "--dir", directory.resolve("b").toString()).out());
    String theirs = other.get("key").asText();
    for (String command : List.of("show", "prove")) {
      Result result = run("log", command, stolen(), "--log", log, "--key", theirs);
      assertEquals(ExitStatus.NOT_SO, result.status(), result.out());
      assertTrue(result.out().isEmpty(), result.out());
    }
    Result both =
        run(
            "log",
            "search",
            "--log",
            log,
            "--log",
            other.get("log").asText(),
            "--key",
            key,
            "--key",
            theirs,
            "--reason",
            "DPOP_REPLAYED");
    assertEquals(ExitStatus.DONE, both.status(), both.err());
    assertEquals(2, both.out().lines().count(), both.out());
  }

  @Test
  void changedRecordIsNotShown() throws Exception {
    Path copy = directory.resolve("changed");
    try (Stream<Path> files = Files.walk(Path.of(log))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(Path.of(log).relativize(file));
        Files.createDirectories(target.resolve(".."));
        Files.copy(file, target);
      }
    }
    try (Stream<Path> files = Files.walk(copy.resolve("tile/entries"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(
            file,
            text.replace("DPOP_KEY_MISMATCH", "DPOP_KEY_MISMATCX"),
            StandardCharsets.ISO_8859_1);
      }
    }
    Result shown = run("log", "show", stolen(), "--log", copy.toString(), "--key", key);

    assertEquals(ExitStatus.NOT_SO, shown.status(), shown.out());
    assertTrue(shown.err().contains("is not what the checkpoint covers"), shown.err());
    assertFalse(shown.out().contains("DPOP_KEY_MISMATCX"), shown.out());
  }

  @Test
  void proofOfARecordHoldsWithoutItsLog() throws Exception {
    String id = stolen();
    Path file = directory.resolve("a.tlog-proof");
    Path record = directory.resolve("record.json");
    assertEquals(ExitStatus.DONE, onLog("prove", id, "--out", file.toString()).status());

    Result held =
        run("log", "verify-proof", file.toString(), "--key", key, "--out", record.toString());
    assertEquals(ExitStatus.DONE, held.status(), held.out() + held.err());
    assertTrue(held.out().startsWith("proof holds: record 3 of demo.example/pdp-0"), held.out());
    assertEquals(Files.readString(record) + "\n", onLog("show", id, "--json").out());
    JsonNode json =
        JSON.readTree(run("log", "verify-proof", file.toString(), "--key", key, "--json").out());
    assertTrue(json.get("verified").asBoolean());
    assertEquals(id, json.get("record").get("id").asText());
    assertEquals(3, json.get("index").asInt());

    assertEquals(Files.readString(file), onLog("prove", "--index", "3").out());
    Path bare = directory.resolve("bare.tlog-proof");
    Files.writeString(bare, Files.readString(file).replaceFirst("extra .*\n", ""));
    assertEquals(
        ExitStatus.NOT_SO, run("log", "verify-proof", bare.toString(), "--key", key).status());
    assertEquals(
        ExitStatus.DONE,
        run("log", "verify-proof", bare.toString(), "--key", key, "--record", record.toString())
            .status());
  }

  @ParameterizedTest
  @CsvSource({"index 3, index 4", "index 3, index 03", "tlog-proof@v1, tlog-proof@v9"})
  void changedProofIsNotSo(String from, String to) throws Exception {
    Path file = directory.resolve("b.tlog-proof");
    onLog("prove", "--index", "3", "--out", file.toString());
    Files.writeString(file, Files.readString(file).replace(from, to));

    Result text = run("log", "verify-proof", file.toString(), "--key", key);
    assertEquals(ExitStatus.NOT_SO, text.status());
    assertTrue(text.out().startsWith("proof does NOT hold: "), text.out());
    Result json = run("log", "verify-proof", file.toString(), "--key", key, "--json");
    assertEquals(ExitStatus.NOT_SO, json.status());
    assertFalse(JSON.readTree(json.out()).get("verified").asBoolean());
  }

  @ParameterizedTest
  @CsvSource({
    "--type, started, 1",
    "--type, decision, 5",
    "--decision, deny, 3",
    "--decision, allow, 2",
    "--reason, DPOP_*, 2",
    "--subject, spiffe://demo.example/*, 5",
    "--owner, team-shop, 3",
    "--service, shop, 3",
    "--action, refund_order, 1",
    "--action, GET, 4",
    "--resource, /api/v1/orders/*, 4",
    "--resource, /api, 0",
    "--since, 1h, 8",
    "--until, 1h, 0",
    "--since, 2020-01-01, 8",
    "--until, 2020-01-01T00:00:00+02:00, 0",
    "--limit, 3, 3",
    "--txn, none, 0",
  })
  void filtersFindWhatTheyName(String option, String value, int count) throws Exception {
    assertEquals(count, search(option, value).size());
  }

  @Test
  void optionsNarrowAndRepetitionWidens() throws Exception {
    assertEquals(3, search("--reason", "DPOP_REPLAYED", "--reason", "ALLOWED").size());
    assertEquals(
        2, search("--reason", "DPOP_REPLAYED", "--reason", "ALLOWED", "--action", "GET").size());
  }

  @Test
  void hitIsOneLineNewestFirst() {
    Result result = onLog("search", "--type", "decision");

    List<String> lines = result.out().lines().toList();
    assertEquals(5, lines.size(), result.out());
    assertTrue(
        lines
            .get(3)
            .matches(
                "2\\d{3}-\\S+Z  [0-9a-f-]{36}  deny  DPOP_KEY_MISMATCH  spiffe://\\S+"
                    + "  GET /api/v1/orders/42"),
        lines.get(3));
    assertTrue(lines.getFirst().endsWith("POST /mcp (refund_order)"), lines.getFirst());
  }
}
