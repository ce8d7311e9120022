package io.countersign.service.command;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.log.tlog.Checkpoint;
import io.countersign.log.tlog.EntryBundle;
import io.countersign.log.tlog.TlogProof;
import io.countersign.log.tlog.TlogProof.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks an evidence file without the log. */
@Command(
    name = "verify-proof",
    description =
        "Checks a proof (c2sp.org/tlog-proof) without the log and without a network. Exit status"
            + " 1: it does not hold.",
    mixinStandardHelpOptions = true)
final class LogVerifyProofCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "the proof, as log prove writes it")
  private Path file;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "VKEY",
      description = "the public key of a log that is trusted; may be repeated")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "the record's bytes; default: what the proof carries as extra data")
  private @Nullable Path record;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "writes the record's bytes there when the proof holds")
  private @Nullable Path out;

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    byte[] evidence = read(file, TlogProof.MAX_BYTES);
    byte[] beside = record == null ? null : read(record, EntryBundle.MAX_RECORD_BYTES);
    try {
      TlogProof proof = TlogProof.parse(evidence);
      byte[] bytes = beside == null ? proof.extra().orElse(null) : beside;
      if (bytes == null) {
        return refuse("carries no record: give it with --record FILE");
      }
      return switch (proof.verify(LogOptions.parse("--key", keys), bytes)) {
        case Outcome.Holds holds -> accept(proof.index(), holds.checkpoint(), bytes);
        case Outcome.Refused refused -> refuse(refused.why());
      };
    } catch (TlogProof.MalformedException malformed) {
      return refuse(malformed.reason());
    }
  }

  private static byte[] read(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // One byte more than allowed tells a file that is too long, and is refused as such.
      return in.readNBytes(most + 1);
    }
  }

  private int accept(long index, Checkpoint checkpoint, byte[] bytes) throws IOException {
    if (out != null) {
      Files.write(out, bytes);
    }
    PrintWriter to = spec.commandLine().getOut();
    JsonObject found = parse(bytes);
    if (json) {
      to.println(
          CanonicalJson.text(
              JsonObject.builder()
                  .put("verified", true)
                  .put("origin", checkpoint.origin())
                  .put("index", index)
                  .put("size", checkpoint.size())
                  .put("root", checkpoint.root().toString())
                  .putUnlessEmpty("record", found)
                  .build()));
    } else {
      to.println(
          "proof holds: record "
              + index
              + " of "
              + checkpoint.origin()
              + ", under its checkpoint of "
              + checkpoint.size()
              + " records");
      to.println(RecordText.pretty(found));
    }
    return ExitStatus.DONE;
  }

  private int refuse(String why) {
    spec.commandLine()
        .getOut()
        .println(
            json
                ? CanonicalJson.text(
                    JsonObject.builder().put("verified", false).put("why", why).build())
                : "proof does NOT hold: " + why);
    return ExitStatus.NOT_SO;
  }

  /** Logs of other programs hold other records; theirs are not shown. */
  private static JsonObject parse(byte[] bytes) {
    try {
      return JsonParser.parse(bytes) instanceof JsonObject object ? object : JsonObject.EMPTY;
    } catch (JsonSyntaxException e) {
      return JsonObject.EMPTY;
    }
  }
}
