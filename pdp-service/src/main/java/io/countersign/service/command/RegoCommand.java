package io.countersign.service.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about Rego policies. */
@Command(
    name = "rego",
    description = "Works on Rego policies.",
    mixinStandardHelpOptions = true,
    subcommands = {RegoEvalCommand.class, RegoBenchCommand.class, RegoConformanceCommand.class})
final class RegoCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do with the policy");
  }
}
