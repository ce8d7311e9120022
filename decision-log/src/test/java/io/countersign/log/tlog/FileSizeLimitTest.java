package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel itself refuses to write: a process whose files may not grow beyond 1 MiB. */
class FileSizeLimitTest {
  private static final int LIMIT_KIB = 1024;

  @TempDir Path folder;

  /** Appends records of 30 kB and counts what became of them. */
  static final class Limited {
    private Limited() {}

    public static void main(String[] arguments) throws Exception {
      TileLog log = TileLog.open(Logs.options(Path.of(arguments[0])));
      Map<AppendOutcome, Integer> outcomes = new TreeMap<>();
      for (int i = 0; i < 400; i++) {
        byte[] record = new byte[30_000];
        record[0] = (byte) i;
        record[1] = (byte) (i >>> 8);
        outcomes.merge(log.append(record), 1, Integer::sum);
        Thread.sleep(2);
      }
      outcomes.forEach((outcome, count) -> System.out.println(outcome + "=" + count));
      System.out.flush();
      Runtime.getRuntime().halt(0); // As a kill would: nothing is closed.
    }
  }

  @Test
  void recordsBeforeAndAfterTheLimitAreAllThere() throws Exception {
    Process limited =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f " + LIMIT_KIB + "; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Limited.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(limited.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, limited.waitFor(), output);
    Map<String, Integer> outcomes = new TreeMap<>();
    output
        .lines()
        .forEach(line ->
            outcomes.put(
                line.substring(0, line.indexOf('=')),
                Integer.valueOf(line.substring(line.indexOf('=') + 1))));
    // Some 35 records fill a bundle's file up to the limit; from then on nothing may be allowed.
    int appended = outcomes.getOrDefault("APPENDED", 0);
    assertTrue(appended > 0, output);
    assertTrue(outcomes.getOrDefault("DISK_UNAVAILABLE", 0) > 0, output);
    try (TileLog log = TileLog.open(Logs.options(folder))) {
      assertEquals(appended, log.recovered().records(), output);
    }
  }
}
