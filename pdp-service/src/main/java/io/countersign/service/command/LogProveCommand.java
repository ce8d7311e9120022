package io.countersign.service.command;

import io.countersign.log.search.FoundRecord;
import io.countersign.log.search.LogSearch;
import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.TlogProof;
import io.countersign.service.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an evidence file. */
@Command(
    name = "prove",
    description = {
      "Writes the offline proof of one record (c2sp.org/tlog-proof): the record, its inclusion"
          + " proof and the signed checkpoint. log verify-proof checks it without the log.",
      "Exit status 1: no such record."
    },
    mixinStandardHelpOptions = true)
final class LogProveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "the record's id")
  private @Nullable String id;

  @Option(names = "--index", paramLabel = "N", description = "its place in the log, instead of ID")
  private @Nullable Long index;

  @Mixin private final LogOptions logs = new LogOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "writes it there, such as ID.tlog-proof; default: standard output")
  private @Nullable Path file;

  @Override
  public Integer call() throws IOException, ConfigurationException {
    if ((id == null) == (index == null)) {
      throw new BadInputException("name one record: its ID, or --index N");
    }
    LogReader log = logs.openOne();
    Optional<Long> place = index(log);
    if (place.isEmpty()) {
      spec.commandLine().getErr().println("no such record");
      return ExitStatus.NOT_SO;
    }
    byte[] proof = TlogProof.of(log, place.get(), log.record(place.get())).bytes();
    PrintWriter out = spec.commandLine().getOut();
    if (file == null) {
      out.print(new String(proof, StandardCharsets.UTF_8));
      out.flush();
    } else {
      Files.write(file, proof);
      out.println("proof of record " + place.get() + ": " + file);
    }
    return ExitStatus.DONE;
  }

  private Optional<Long> index(LogReader log) throws IOException {
    if (id != null) {
      return new LogSearch(List.of(log)).byId(id).map(FoundRecord::index);
    }
    return Optional.ofNullable(index).filter(n -> n >= 0 && n < log.checkpoint().size());
  }
}
