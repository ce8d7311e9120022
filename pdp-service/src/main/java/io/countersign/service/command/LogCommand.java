package io.countersign.service.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about decision logs. */
@Command(
    name = "log",
    description = "Works on decision logs.",
    mixinStandardHelpOptions = true,
    subcommands = {
      LogVerifyCommand.class,
      LogShowCommand.class,
      LogProveCommand.class,
      LogVerifyProofCommand.class,
      LogSearchCommand.class
    })
final class LogCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do with the log");
  }
}
