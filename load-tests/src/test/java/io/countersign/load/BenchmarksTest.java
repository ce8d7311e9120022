package io.countersign.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksTest {

  /** A benchmark that is refused what it measures throws, and so ends the run. */
  @Test
  void everyBenchmarkRunsOnce() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .forks(0)
                    .mode(Mode.SingleShotTime)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .param("identities", "1000")
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Set<String> ran =
        results.stream()
            .map(result -> result.getParams().getBenchmark())
            .map(name -> name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1))
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "AccessTokenBenchmark.cached",
            "AccessTokenBenchmark.uncached",
            "ActivationBenchmark.activation",
            "CertificateBenchmark.cached",
            "CertificateBenchmark.uncached",
            "DpopBenchmark.validProof",
            "EvidenceBenchmark.kubernetesToken",
            "JwtSvidBenchmark.cached",
            "JwtSvidBenchmark.uncached",
            "MessageSignatureBenchmark.validSignature",
            "RegoBenchmark.decision",
            "ReplayBenchmark.memoryFreshKey",
            "SignatureBenchmark.bareEs256",
            "TransactionBenchmark.validToken",
            "WimseBenchmark.identity",
            "WimseBenchmark.proof"),
        ran);
  }
}
