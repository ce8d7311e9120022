package io.countersign.service.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about the configuration. */
@Command(
    name = "config",
    description = "Works on configurations.",
    mixinStandardHelpOptions = true,
    subcommands = ConfigCheckCommand.class)
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do with the configuration");
  }
}
