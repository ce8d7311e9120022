package io.countersign.service.command;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.service.config.ConfigurationException;
import io.countersign.service.config.Settings;
import io.countersign.service.config.SettingsReader;
import io.countersign.service.server.PdpServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether a server would start. */
@Command(
    name = "check",
    description = "Validates configuration, keys and bundles; names every mistake.",
    mixinStandardHelpOptions = true)
final class ConfigCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "configuration")
  private Path config;

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Override
  public Integer call() {
    List<String> problems = problems();
    if (json) {
      JsonObject result =
          JsonObject.builder()
              .put("valid", problems.isEmpty())
              .put("problems", JsonArray.ofStrings(problems))
              .build();
      spec.commandLine().getOut().println(CanonicalJson.text(result));
    } else if (problems.isEmpty()) {
      spec.commandLine().getOut().println(config + ": a server would start with this");
    } else {
      PrintWriter err = spec.commandLine().getErr();
      problems.forEach(err::println);
      err.flush();
    }
    return problems.isEmpty() ? ExitStatus.DONE : ExitStatus.BAD_INPUT;
  }

  private List<String> problems() {
    try {
      Settings settings = SettingsReader.read(config, System.getenv());
      PdpServer.check(settings, InstantSource.system());
      return List.of();
    } catch (ConfigurationException refused) {
      return refused.problems();
    }
  }
}
