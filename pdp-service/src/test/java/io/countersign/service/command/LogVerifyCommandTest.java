package io.countersign.service.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.countersign.log.tlog.AppendOutcome;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.TileLog;
import io.countersign.log.tlog.TileLogOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogVerifyCommandTest {
  private static final int SIZE = 300;

  @TempDir Path directory;
  private String keyA = "";
  private String keyB = "";

  private record Result(int status, String out, String err) {}

  @BeforeEach
  void writeTwoLogs() throws Exception {
    keyA = write("a");
    keyB = write("b");
  }

  /** A log of records as the service writes them, of this origin; returns its key. */
  private String write(String name) throws Exception {
    String origin = "log.example/" + name;
    Path log = directory.resolve(name);
    TileLogOptions options =
        TileLogOptions.of(log, origin, directory.resolve(name + ".pem"), Durability.ORDERED);
    try (TileLog writer = TileLog.open(options)) {
      for (int i = 0; i < SIZE; i++) {
        String record = "{\"id\":" + (100 + i) + ",\"pdp\":{\"origin\":\"" + origin + "\"}}";
        assertEquals(
            AppendOutcome.APPENDED, writer.append(record.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return Files.readString(log.resolve("vkey")).strip();
  }

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = CommandLineSetup.create();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    return new Result(commands.execute(arguments), out.toString(), err.toString());
  }

  private String at(String name) {
    return directory.resolve(name).toString();
  }

  /** Changes a byte of a record in the first bundle. */
  private void tamper(String log) throws Exception {
    Path bundle = directory.resolve(log).resolve("tile/entries/000");
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[10] ^= 1;
    Files.write(bundle, bytes);
  }

  @Test
  void eachOfSeveralLogsIsToldOfAndOneBrokenLogIsNotSo() throws Exception {
    tamper("b");
    Result result =
        run("log", "verify", "--log", at("a"), "--key", keyA, "--log", at("b"), "--key", keyB);
    assertEquals(ExitStatus.NOT_SO, result.status());
    assertTrue(
        result.out().startsWith("log log.example/a verified: 300 records, root "), result.out());
    assertTrue(
        result
            .out()
            .endsWith(
                "log log.example/b BROKEN: tile/entries/000: record 0 was changed"
                    + " [record-changed]"
                    + System.lineSeparator()),
        result.out());
  }

  @Test
  void olderCheckpointBelongsToTheLogItIsGivenWith() throws Exception {
    String from = at("b") + "/checkpoint";
    Result right =
        run(
            "log", "verify", "--log", at("a"), "--key", keyA, "--log", at("b"), "--key", keyB,
            "--from", from);
    assertEquals(ExitStatus.DONE, right.status(), right.out() + right.err());
    Result wrong =
        run(
            "log", "verify", "--log", at("a"), "--key", keyA, "--from", from, "--log", at("b"),
            "--key", keyB);
    assertEquals(ExitStatus.NOT_SO, wrong.status());
    assertTrue(wrong.out().contains("older checkpoint: is of the log log.example/b"), wrong.out());
  }

  @Test
  void aLogWithoutAKeyIsBadInputAndNothingIsChecked() {
    Result result = run("log", "verify", "--log", at("a"), "--key", keyA, "--log", at("b"));
    assertEquals(ExitStatus.BAD_INPUT, result.status(), result.err());
    assertEquals("", result.out());
  }

  @Test
  void keysAreSeparatedByWhiteSpaceAndAllOfTheLog() {
    assertEquals(
        ExitStatus.DONE,
        run("log", "verify", "--log", at("a"), "--key", keyA + "\n" + keyA + "\n").status());
    assertEquals(
        ExitStatus.BAD_INPUT,
        run("log", "verify", "--log", at("a"), "--key", keyA + "\n" + keyB).status());
  }

  @Test
  void jsonHasEveryFaultWithItsRecords() throws Exception {
    tamper("a");
    Files.delete(directory.resolve("a/tile/1/000.p/1"));
    Result result = run("log", "verify", "--json", "--log", at("a"), "--key", keyA);
    assertEquals(ExitStatus.NOT_SO, result.status());
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertEquals("log.example/a", json.get("origin").asText());
    assertEquals(2, json.get("faults").size());
    JsonNode changed = json.get("faults").get(1);
    assertEquals("record-changed", changed.get("kind").asText());
    assertEquals("tile/entries/000", changed.get("where").asText());
    assertEquals(0, changed.get("first_record").asInt());
    assertEquals(0, changed.get("last_record").asInt());
  }

  @Test
  void progressIsToldOnStandardErrorOnlyWhenAskedFor() {
    String[] quiet = {"log", "verify", "--log", at("a"), "--key", keyA};
    assertEquals("", run(quiet).err());
    Result result = run("log", "verify", "--progress", "--log", at("a"), "--key", keyA);
    assertTrue(result.err().contains("100 % of 300 records checked"), result.err());
  }

  @Test
  void aServedLogIsCheckedAsExactly() throws Exception {
    tamper("a");
    HttpServer served =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            directory.resolve("a"),
            SimpleFileServer.OutputLevel.NONE);
    served.start();
    try {
      String url = "http://127.0.0.1:" + served.getAddress().getPort();
      Result result = run("log", "verify", "--log", url, "--key", keyA);
      assertEquals(ExitStatus.NOT_SO, result.status(), result.err());
      assertTrue(result.out().contains("record 0 was changed [record-changed]"), result.out());
    } finally {
      served.stop(0);
    }
  }
}
