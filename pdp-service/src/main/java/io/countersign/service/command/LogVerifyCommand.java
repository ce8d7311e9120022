package io.countersign.service.command;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import io.countersign.log.tlog.LogVerifier;
import io.countersign.log.tlog.TileReader;
import io.countersign.log.tlog.Verification;
import io.countersign.log.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a log from its first record to its last. */
@Command(
    name = "verify",
    description =
        "Checks every record hash, every tile, the signature, and consistency with an older"
            + " checkpoint; prints size and root.",
    mixinStandardHelpOptions = true)
final class LogVerifyCommand implements Callable<Integer> {
  private static final long MAX_NOTE_BYTES = 1 << 20;

  @Spec private CommandSpec spec;

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
      description = "the log's public key: name+id+key, as the log printed it on its first start")
  private String key;

  @Option(
      names = "--from",
      paramLabel = "CHECKPOINT-FILE",
      description = "an older checkpoint that the log must extend")
  private @Nullable Path from;

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    LogVerifier verifier = new LogVerifier(tiles(), key());
    Verification found = from == null ? verifier.verify() : verifier.verify(olderCheckpoint(from));
    spec.commandLine().getOut().println(json ? CanonicalJson.text(toJson(found)) : toText(found));
    return switch (found) {
      case Verification.Verified ignored -> ExitStatus.DONE;
      case Verification.Broken ignored -> ExitStatus.NOT_SO;
    };
  }

  private TileReader tiles() {
    boolean served = log.startsWith("http://") || log.startsWith("https://");
    if (!served && !Files.isDirectory(Path.of(log))) {
      throw new BadInputException("--log: " + log + " is neither a directory nor an http address");
    }
    try {
      return TileReader.of(log);
    } catch (IllegalArgumentException malformed) {
      throw new BadInputException("--log: " + malformed.getMessage());
    }
  }

  private VerifierKey key() {
    try {
      return VerifierKey.parse(key.strip());
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

  private static String toText(Verification found) {
    return switch (found) {
      case Verification.Verified good ->
          "log verified: " + good.size() + " records, root " + good.root();
      case Verification.Broken broken -> "log BROKEN: " + broken.where() + ": " + broken.what();
    };
  }

  private static JsonObject toJson(Verification found) {
    return switch (found) {
      case Verification.Verified good ->
          JsonObject.builder()
              .put("verified", true)
              .put("size", good.size())
              .put("root", good.root().toString())
              .build();
      case Verification.Broken broken ->
          JsonObject.builder()
              .put("verified", false)
              .put("where", broken.where())
              .put("what", broken.what())
              .build();
    };
  }
}
