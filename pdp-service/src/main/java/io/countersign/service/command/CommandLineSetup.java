package io.countersign.service.command;

import io.countersign.log.tlog.LogOpenException;
import io.countersign.log.tlog.NotIncludedException;
import io.countersign.service.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Turns whatever ends a command into an exit status and one line on standard error. */
public final class CommandLineSetup {
  private CommandLineSetup() {}

  /** The command line with all of its commands. */
  public static CommandLine create() {
    CommandLine commands = new CommandLine(new CountersignCommand());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> report(failure, command.getErr()));
    return commands;
  }

  private static int report(Exception failure, PrintWriter err) {
    switch (failure) {
      case ConfigurationException configuration -> configuration.problems().forEach(err::println);
      case BadInputException badInput -> err.println(badInput.getMessage());
      case NoSuchFileException missing -> err.println(missing.getFile() + ": no such file");
      case IOException io -> err.println(orName(io.getMessage(), io));
      default -> {
        err.println("countersign: " + orName(failure.getMessage(), failure));
        failure.printStackTrace(err);
      }
    }
    err.flush();
    return switch (failure) {
      case ConfigurationException ignored -> ExitStatus.BAD_INPUT;
      case BadInputException ignored -> ExitStatus.BAD_INPUT;
      case NoSuchFileException ignored -> ExitStatus.BAD_INPUT;
      case LogOpenException ignored -> ExitStatus.NOT_SO;
      case NotIncludedException ignored -> ExitStatus.NOT_SO;
      default -> ExitStatus.COULD_NOT_RUN;
    };
  }

  private static String orName(@Nullable String message, Exception failure) {
    return message == null ? failure.getClass().getName() : message;
  }
}
