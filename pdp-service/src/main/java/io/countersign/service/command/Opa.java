package io.countersign.service.command;

import io.countersign.policy.OpaProgram;
import java.io.IOException;

/** The {@code opa} program of this machine. */
final class Opa {
  private Opa() {}

  /** The first one on the PATH. */
  static OpaProgram onPath() throws IOException {
    return OpaProgram.find(System.getenv().getOrDefault("PATH", ""))
        .orElseThrow(() ->
            new IOException(
                "opa is not on the PATH: install opa 1.22.2 or later from"
                    + " https://www.openpolicyagent.org/docs#1-download-opa"));
  }
}
