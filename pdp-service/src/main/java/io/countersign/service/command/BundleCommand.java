package io.countersign.service.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about policy bundles. */
@Command(
    name = "bundle",
    description = "Works on OPA bundles.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BundleInspectCommand.class,
      BundleBuildCommand.class,
      BundleTestCommand.class,
      BundleSignCommand.class,
      BundleVerifyCommand.class
    })
final class BundleCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do with the bundle");
  }
}
