package io.countersign.service.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The top of the command line. */
@Command(
    name = "countersign",
    description = "Policy decision point for identity-bound access.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:the thing asked about is not true",
      "2:usage or bad input",
      "3:could not run"
    },
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      ConfigCommand.class,
      BundleCommand.class,
      RegoCommand.class,
      LogCommand.class,
      ReplayCommand.class,
      WitnessCommand.class
    })
final class CountersignCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }
}
