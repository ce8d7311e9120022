package io.countersign.load;

import java.util.Collection;
import java.util.Locale;
import java.util.OptionalDouble;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs the benchmarks and says how they stand to a bare signature verification. */
public final class Bench {
  private static final String PROOF = DpopBenchmark.class.getName() + ".validProof";
  private static final String SIGNATURE = SignatureBenchmark.class.getName() + ".bareEs256";

  private Bench() {}

  /** Takes JMH's own arguments. */
  public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
    CommandLineOptions options = new CommandLineOptions(arguments);
    if (options.shouldHelp()) {
      System.out.println("usage: load-tests/bench [pattern of names] [options of JMH]");
      return;
    }
    Collection<RunResult> results = new Runner(options).run();
    OptionalDouble proof = median(results, PROOF);
    OptionalDouble signature = median(results, SIGNATURE);
    if (proof.isPresent() && signature.isPresent()) {
      double ratio = proof.getAsDouble() / signature.getAsDouble();
      System.out.printf(Locale.ROOT, "%nDPoP proof : bare ES256 = %.2f : 1%n", ratio);
    }
  }

  /** Unlike the mean, not moved by whatever else the machine did now and then. */
  private static OptionalDouble median(Collection<RunResult> results, String benchmark) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().equals(benchmark))
        .mapToDouble(result -> result.getPrimaryResult().getStatistics().getPercentile(50))
        .findFirst();
  }
}
