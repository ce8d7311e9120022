package io.countersign.service.command;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.log.RecordForm;
import io.countersign.log.tlog.LogVerifier;
import io.countersign.log.tlog.TileReader;
import io.countersign.log.tlog.Verification;
import io.countersign.log.tlog.VerifierKey;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks logs from their first record to their last. */
@Command(
    name = "verify",
    description =
        "Checks every record hash, every tile, the signature, and consistency with an older"
            + " checkpoint; prints size and root. Names every fault with its file and record."
            + " --log, --key and --from may be given again for each further log.",
    mixinStandardHelpOptions = true)
final class LogVerifyCommand implements Callable<Integer> {
  private static final long MAX_NOTE_BYTES = 1 << 20;

  /** Over HTTP a thread waits more than it works. */
  private static final int HTTP_THREADS = 16;

  @Spec private CommandSpec spec;

  @ArgGroup(exclusive = false, multiplicity = "1..*")
  private final List<LogToVerify> logs = new ArrayList<>();

  /** One log with its own key. */
  static final class LogToVerify {
    @Option(
        names = "--log",
        required = true,
        paramLabel = "DIR-OR-URL",
        description = "the log's directory, or where it is served over HTTP")
    private String log;

    @Option(
        names = "--key",
        required = true,
        paramLabel = "VKEY",
        description =
            "the log's public key: name+id+key, as the log printed it on its first start; several"
                + " are separated by white space")
    private String key;

    @Option(
        names = "--from",
        paramLabel = "CHECKPOINT-FILE",
        description = "an older checkpoint that the log must extend")
    private @Nullable Path from;
  }

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Option(
      names = "--progress",
      description = "says on standard error how far it is, even if that is no terminal")
  private boolean progress;

  @Override
  public Integer call() throws IOException {
    List<VerifiedLog> all = new ArrayList<>();
    // All arguments are read before the first log is, which may take long.
    List<Check> checks = new ArrayList<>();
    for (LogToVerify each : logs) {
      checks.add(
          new Check(
              each.log,
              tiles(each.log),
              keys(each.key),
              each.from == null ? null : olderCheckpoint(each.from)));
    }
    PrintWriter out = spec.commandLine().getOut();
    for (Check check : checks) {
      VerifiedLog found = new VerifiedLog(check.log, check.keys.getFirst().name(), verify(check));
      all.add(found);
      if (!json) {
        found.lines(checks.size() > 1).forEach(out::println);
        out.flush();
      }
    }
    if (json) {
      List<JsonObject> results = all.stream().map(VerifiedLog::toJson).toList();
      out.println(
          CanonicalJson.text(
              results.size() == 1 ? results.getFirst() : new JsonArray(List.copyOf(results))));
    }
    return all.stream().allMatch(VerifiedLog::verified) ? ExitStatus.DONE : ExitStatus.NOT_SO;
  }

  /** A log to check, with its arguments read. */
  private static final class Check {
    private final String log;
    private final TileReader tiles;
    private final List<VerifierKey> keys;
    private final byte @Nullable [] older;

    Check(String log, TileReader tiles, List<VerifierKey> keys, byte @Nullable [] older) {
      this.log = log;
      this.tiles = tiles;
      this.keys = keys;
      this.older = older;
    }
  }

  private Verification verify(Check check) throws IOException {
    String origin = check.keys.getFirst().name();
    LogVerifier.Options options =
        LogVerifier.Options.defaults().withRecords(new RecordForm(origin));
    if (isServed(check.log)) {
      options = options.withThreads(Math.max(options.threads(), HTTP_THREADS));
    }
    ProgressLine line = new ProgressLine(spec.commandLine().getErr(), origin);
    if (progress || atTerminal()) {
      options = options.withProgress(line);
    }
    LogVerifier verifier = new LogVerifier(check.tiles, check.keys, options);
    try {
      return check.older == null ? verifier.verify() : verifier.verify(check.older);
    } finally {
      line.end();
    }
  }

  private static boolean atTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  private static boolean isServed(String log) {
    return log.startsWith("http://") || log.startsWith("https://");
  }

  private static TileReader tiles(String log) {
    if (!isServed(log) && !Files.isDirectory(Path.of(log))) {
      throw new BadInputException("--log: " + log + " is neither a directory nor an http address");
    }
    try {
      return TileReader.of(log);
    } catch (IllegalArgumentException malformed) {
      throw new BadInputException("--log: " + malformed.getMessage());
    }
  }

  private static List<VerifierKey> keys(String text) {
    try {
      List<VerifierKey> keys =
          Arrays.stream(text.strip().split("\\s+")).map(VerifierKey::parse).toList();
      if (keys.stream().map(VerifierKey::name).distinct().count() > 1) {
        throw new BadInputException("--key: the keys of one log all have the log's name");
      }
      return keys;
    } catch (IllegalArgumentException malformed) {
      throw new BadInputException(
          "--key: " + malformed.getMessage() + "; the log's key is in the file vkey beside it");
    }
  }

  private static byte[] olderCheckpoint(Path file) throws IOException {
    if (Files.size(file) > MAX_NOTE_BYTES) {
      throw new BadInputException("--from: " + file + " is too large for a checkpoint");
    }
    return Files.readAllBytes(file);
  }
}
