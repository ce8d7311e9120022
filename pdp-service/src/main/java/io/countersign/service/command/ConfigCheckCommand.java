package io.countersign.service.command;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.service.config.ConfigurationException;
import io.countersign.service.config.Settings;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.config.TrustExplanation;
import io.countersign.service.server.PdpServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether a server would start, and with all that it is given. */
@Command(
    name = "check",
    description =
        "Validates configuration, keys and bundles; names every mistake; explains the trust.",
    mixinStandardHelpOptions = true)
final class ConfigCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "configuration")
  private Path config;

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Override
  public Integer call() {
    List<String> explanation = new ArrayList<>();
    List<String> problems = problems(explanation);
    if (json) {
      JsonObject result =
          JsonObject.builder()
              .put("valid", problems.isEmpty())
              .put("problems", JsonArray.ofStrings(problems))
              .put("trust", JsonArray.ofStrings(explanation))
              .build();
      spec.commandLine().getOut().println(CanonicalJson.text(result));
    } else if (problems.isEmpty()) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(config + ": a server would start with this");
      explanation.forEach(line -> out.println("- " + line));
    } else {
      PrintWriter err = spec.commandLine().getErr();
      problems.forEach(err::println);
      err.flush();
    }
    return problems.isEmpty() ? ExitStatus.DONE : ExitStatus.BAD_INPUT;
  }

  /**
   * What is wrong; nothing when a server would start.
   *
   * @param explanation takes the trust set-up in words, when it could be read
   */
  private List<String> problems(List<String> explanation) {
    try {
      Settings settings = SettingsReader.read(config, System.getenv());
      explanation.addAll(TrustExplanation.of(settings));
      PdpServer.check(settings, InstantSource.system());
      return List.of();
    } catch (ConfigurationException refused) {
      return refused.problems();
    }
  }
}
