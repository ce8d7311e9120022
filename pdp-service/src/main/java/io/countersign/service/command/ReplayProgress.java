package io.countersign.service.command;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** Says every few seconds how far a command has come that takes longer than that. */
final class ReplayProgress implements LongConsumer, AutoCloseable {
  private static final long EVERY_SECONDS = 2;

  private final LongAdder done = new LongAdder();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  private ReplayProgress() {}

  static ReplayProgress start(PrintWriter err, long all) {
    ReplayProgress progress = new ReplayProgress();
    var _ =
        progress.clock.scheduleAtFixedRate(
            () -> {
              err.println(progress.done.sum() + " of " + all + " records");
              err.flush();
            },
            EVERY_SECONDS,
            EVERY_SECONDS,
            TimeUnit.SECONDS);
    return progress;
  }

  @Override
  public void accept(long more) {
    done.add(more);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
