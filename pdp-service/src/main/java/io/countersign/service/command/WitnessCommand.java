package io.countersign.service.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about witnesses of logs. */
@Command(
    name = "witness",
    description = "Witnesses logs.",
    mixinStandardHelpOptions = true,
    subcommands = WitnessServeCommand.class)
final class WitnessCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do as a witness");
  }
}
