package io.countersign.service;

import io.countersign.service.command.CommandLineSetup;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the program starts. Only {@code serve} starts Quarkus; the other commands need none. */
@QuarkusMain
public final class Countersign {
  /** The program's version, as records and {@code --version} name it. */
  public static final String VERSION = "0.1.0";

  private Countersign() {}

  /** Runs one command and ends the process with its status. */
  public static void main(String... arguments) {
    System.exit(CommandLineSetup.create().execute(arguments));
  }
}
