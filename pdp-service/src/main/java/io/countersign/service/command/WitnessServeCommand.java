package io.countersign.service.command;

import io.countersign.log.tlog.VerifierKey;
import io.countersign.service.config.HostPort;
import io.countersign.service.config.Settings.WitnessSettings;
import io.countersign.service.server.WitnessServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a witness, and nothing else, in the foreground. */
@Command(
    name = "serve",
    description = {
      "Cosigns checkpoints of known logs (c2sp.org/tlog-witness) until told to end.",
      "Serves plain HTTP below /witness/: put a server with TLS before it."
    },
    mixinStandardHelpOptions = true)
final class WitnessServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--listen",
      defaultValue = "127.0.0.1:7380",
      paramLabel = "HOST:PORT",
      description = "where to listen (default: ${DEFAULT-VALUE})")
  private String listen;

  @Option(
      names = "--name",
      required = true,
      description = "the witness's name, such as example.com/w")
  private String name;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "Ed25519 key, PKCS #8 PEM; made when absent; for nothing but this witness")
  private Path key;

  @Option(
      names = "--log",
      required = true,
      paramLabel = "VKEY",
      description = "a log to witness: its public key; may be repeated")
  private List<String> logs;

  @Option(
      names = "--state",
      required = true,
      paramLabel = "DIR",
      description = "what was cosigned last; when it is lost, so must be the key")
  private Path state;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!VerifierKey.isName(name)) {
      throw new BadInputException("--name: must be a name without blanks and plus signs");
    }
    try (WitnessServer server =
        WitnessServer.start(address(), new WitnessSettings(name, key, logs(), state))) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("witness key: " + server.key());
      out.println("witness ready: HTTP on " + server.address());
      out.flush();
      new CountDownLatch(1).await(); // Until the process is told to end.
    }
    return ExitStatus.DONE;
  }

  private HostPort address() {
    try {
      return HostPort.parse(listen);
    } catch (IllegalArgumentException malformed) {
      throw new BadInputException("--listen: \"" + listen + "\" " + malformed.getMessage());
    }
  }

  private List<VerifierKey> logs() {
    List<VerifierKey> keys = new ArrayList<>();
    for (String vkey : logs) {
      try {
        keys.add(VerifierKey.parse(vkey));
      } catch (IllegalArgumentException malformed) {
        throw new BadInputException("--log: " + malformed.getMessage());
      }
    }
    return keys;
  }
}
