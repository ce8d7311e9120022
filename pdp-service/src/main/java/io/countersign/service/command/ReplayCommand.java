package io.countersign.service.command;

import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.TileReader;
import io.countersign.log.tlog.VerifierKey;
import io.countersign.policy.OpaProgram;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import io.countersign.replay.KeptPolicies;
import io.countersign.replay.Replay;
import io.countersign.replay.ReplayReport;
import io.countersign.replay.Selection;
import io.countersign.replay.WhatIf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates recorded decisions again. */
@Command(
    name = "replay",
    description = {
      "Evaluates the decisions of a log again, each at the time that its record names.",
      "With the bundles that made them, which the log keeps, every answer must be the recorded one;"
          + " exit status 1: one is not.",
      "With --bundle it shows what that bundle would have decided otherwise."
    },
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--log", required = true, paramLabel = "DIR", description = "the log's directory")
  private Path log;

  @Option(
      names = "--key",
      paramLabel = "VKEY",
      description = "the log's public key; default: the one in the file vkey of the directory")
  private @Nullable String key;

  @Option(
      names = "--bundle",
      paramLabel = "FILE-OR-DIR",
      description = "another bundle, to see what would change")
  private @Nullable Path bundle;

  @Option(
      names = "--entrypoint",
      paramLabel = "P",
      defaultValue = "countersign/authz/decision",
      description = "what to ask that bundle; default: ${DEFAULT-VALUE}")
  private String entrypoint;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "only decisions of this moment and later: RFC 3339, a date (UTC), or how long ago: 90s,"
              + " 15m, 2h, 7d")
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "only decisions before this moment; as for --since")
  private @Nullable String until;

  @Option(
      names = "--where",
      paramLabel = "MEMBER=VALUE",
      description =
          "only decisions whose record says so, such as subject.id=spiffe://prod.example/a; may be"
              + " repeated")
  private Map<String, String> where = new LinkedHashMap<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "how many threads; default: one for each processor")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (threads < 1 || threads > 1024) {
      throw new BadInputException("--threads: from 1 to 1024");
    }
    Selection selection = selection(InstantSource.system().instant());
    LogReader reader = LogReader.open(TileReader.of(directory().toString()), verifierKey());
    BundleReader bundles = new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
    EvaluationLimits limits = EvaluationLimits.defaults();
    OpaProgram opa = OpaProgram.find(System.getenv().getOrDefault("PATH", "")).orElse(null);
    try (WasmEngine wasm = new WasmEngine(limits);
        ReplayProgress progress =
            ReplayProgress.start(spec.commandLine().getErr(), reader.checkpoint().size())) {
      PolicyLoader loader = new PolicyLoader(bundles, wasm, limits, opa);
      Replay replay = new Replay(selection, threads, progress);
      return bundle == null
          ? withRecorded(replay, reader, new KeptPolicies(log, bundles, loader))
          : withOther(replay, reader, loader, bundle);
    }
  }

  private Selection selection(Instant now) {
    return new Selection(
        since == null ? null : SearchOptions.time("--since", since, now),
        until == null ? null : SearchOptions.time("--until", until, now),
        where);
  }

  private Path directory() {
    if (!Files.isDirectory(log)) {
      throw new BadInputException("--log: " + log + " is no directory");
    }
    return log;
  }

  private VerifierKey verifierKey() throws IOException {
    String text = key;
    if (text == null) {
      Path file = log.resolve("vkey");
      if (!Files.isRegularFile(file)) {
        throw new BadInputException("--key: missing, and there is no file " + file);
      }
      text = Files.readString(file);
    }
    try {
      return VerifierKey.parse(text.strip());
    } catch (IllegalArgumentException malformed) {
      throw new BadInputException("--key: " + malformed.getMessage());
    }
  }

  private int withRecorded(Replay replay, LogReader reader, KeptPolicies policies)
      throws IOException {
    ReplayReport report = replay.withRecorded(reader, policies);
    spec.commandLine().getOut().println(ReplayText.of(report, json));
    return report.differed() == 0 ? ExitStatus.DONE : ExitStatus.NOT_SO;
  }

  private int withOther(Replay replay, LogReader reader, PolicyLoader loader, Path other)
      throws IOException {
    try {
      WhatIf report = replay.withOther(reader, loader.load(other, entrypoint));
      spec.commandLine().getOut().println(ReplayText.of(report, json));
      return ExitStatus.DONE;
    } catch (BundleException unusable) {
      throw new BadInputException("--bundle: " + unusable.getMessage());
    }
  }
}
