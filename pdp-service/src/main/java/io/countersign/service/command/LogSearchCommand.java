package io.countersign.service.command;

import io.countersign.log.search.LogSearch;
import io.countersign.service.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds records. */
@Command(
    name = "search",
    description = {
      "Finds records, the newest first, and verifies that each is under its log's signed"
          + " checkpoint.",
      "Values may hold *, which stands for any characters. An option that is repeated finds what"
          + " one of its values finds; different options must all hold."
    },
    mixinStandardHelpOptions = true)
final class LogSearchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final LogOptions logs = new LogOptions();

  @Mixin private final SearchOptions wanted = new SearchOptions();

  @Option(names = "--limit", paramLabel = "N", description = "finds N records at most")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--json", description = "prints each record as it is in the log, one a line")
  private boolean json;

  @Override
  public Integer call() throws IOException, ConfigurationException {
    if (limit < 1) {
      throw new BadInputException("--limit: must be 1 or more");
    }
    PrintWriter out = spec.commandLine().getOut();
    new LogSearch(logs.open())
        .find(
            wanted.query(InstantSource.system().instant()),
            limit,
            found -> {
              out.println(json ? found.text() : RecordText.line(found.record()));
              if (out.checkError()) {
                throw new IOException("the output cannot be written");
              }
            });
    return ExitStatus.DONE;
  }
}
