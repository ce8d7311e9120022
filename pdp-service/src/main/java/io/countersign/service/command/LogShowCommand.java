package io.countersign.service.command;

import io.countersign.log.search.FoundRecord;
import io.countersign.log.search.LogSearch;
import io.countersign.service.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one record. */
@Command(
    name = "show",
    description =
        "Shows one record, after its inclusion under the signed checkpoint was verified."
            + " Exit status 1: no such record.",
    mixinStandardHelpOptions = true)
final class LogShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "the record's id, as the answer carried it")
  private String id;

  @Mixin private final LogOptions logs = new LogOptions();

  @Option(names = "--json", description = "prints the record as it is in the log, on one line")
  private boolean json;

  @Override
  public Integer call() throws IOException, ConfigurationException {
    Optional<FoundRecord> found = new LogSearch(logs.open()).byId(id);
    if (found.isEmpty()) {
      spec.commandLine().getErr().println(RecordText.plain(id) + ": no such record");
      return ExitStatus.NOT_SO;
    }
    print(found.get());
    return ExitStatus.DONE;
  }

  private void print(FoundRecord found) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(found.text());
    } else {
      out.println(
          "record "
              + found.index()
              + " of "
              + found.origin()
              + ", verified under its checkpoint of "
              + found.size()
              + " records");
      out.println(RecordText.pretty(found.record()));
    }
  }
}
