package io.countersign.log.witness;

import io.countersign.log.tlog.DirectoryTileReader;
import io.countersign.log.tlog.DurableFile;
import io.countersign.log.tlog.SignedNote;
import io.countersign.log.tlog.TileReader;
import io.countersign.log.tlog.VerifierKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Has a log's checkpoints cosigned: takes the latest that is published, asks every witness, and
 * keeps it with their cosignatures in {@value #FILE} when enough of them signed. Decisions do not
 * wait for it.
 */
public final class WitnessFollower implements AutoCloseable {
  /** Name of the witnessed checkpoint beside the log's {@code checkpoint}. */
  public static final String FILE = "checkpoint.witnessed";

  private static final System.Logger LOG = System.getLogger(WitnessFollower.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration END = Duration.ofSeconds(2);

  private final Path directory;
  private final VerifierKey log;
  private final WitnessQuorum quorum;
  private final InstantSource clock;
  private final HttpClient http;
  private final List<AskedWitness> witnesses;
  private final ExecutorService asking;
  private final Thread thread;
  private volatile Optional<WitnessQuorum.Witnessed> witnessed;
  private volatile boolean ended;
  private boolean failing;

  private WitnessFollower(
      Path directory,
      VerifierKey log,
      List<WitnessAddress> addresses,
      int required,
      Duration interval,
      InstantSource clock) {
    this.directory = directory;
    this.log = log;
    this.quorum = new WitnessQuorum(addresses.stream().map(WitnessAddress::key).toList(), required);
    this.clock = clock;
    this.http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    this.witnessed = read();
    long sent = witnessed.map(found -> found.checkpoint().size()).orElse(0L);
    this.witnesses =
        addresses.stream()
            .map(address -> new AskedWitness(new WitnessClient(address, http, TIMEOUT), sent))
            .toList();
    this.asking = Executors.newVirtualThreadPerTaskExecutor();
    this.thread = Thread.ofVirtual().name("witnesses").unstarted(() -> follow(interval));
  }

  /**
   * Starts following the log in a directory.
   *
   * @param log the key that its checkpoints are verified with
   * @param addresses of the witnesses, one for each
   * @param required how many of them must cosign a checkpoint
   * @param interval from one round to the next
   * @param clock for the pauses after failures
   * @throws IllegalArgumentException when no quorum can be had of these witnesses
   */
  public static WitnessFollower start(
      Path directory,
      VerifierKey log,
      List<WitnessAddress> addresses,
      int required,
      Duration interval,
      InstantSource clock) {
    WitnessFollower follower =
        new WitnessFollower(directory, log, addresses, required, interval, clock);
    follower.thread.start();
    return follower;
  }

  /** What stands in {@link #FILE}, when it is right. */
  private Optional<WitnessQuorum.Witnessed> read() {
    try {
      byte[] note = reader().read(FILE, SignedNote.MAX_BYTES);
      return Optional.of(quorum.open(note, log));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | SignedNote.MalformedException unusable) {
      LOG.log(
          System.Logger.Level.WARNING,
          FILE + " does not count until it is written again: " + unusable.getMessage());
      return Optional.empty();
    }
  }

  private TileReader reader() {
    return new DirectoryTileReader(directory);
  }

  private void follow(Duration interval) {
    try {
      while (!ended) {
        try {
          round();
          failing = false;
        } catch (IOException | SignedNote.MalformedException failure) {
          if (!failing) {
            LOG.log(System.Logger.Level.WARNING, "the log cannot be witnessed", failure);
          }
          failing = true;
        }
        Thread.sleep(interval);
      }
    } catch (InterruptedException end) {
      // The log is being closed.
    }
  }

  /** Asks every witness once, all at the same time. */
  private void round() throws IOException, SignedNote.MalformedException, InterruptedException {
    byte[] note = reader().read("checkpoint", SignedNote.MAX_BYTES);
    SignedNote.open(note, List.of(log));
    CheckpointNote checkpoint = CheckpointNote.parse(note);
    List<Callable<Optional<SignatureLine>>> questions =
        witnesses.stream()
            .<Callable<Optional<SignatureLine>>>map(
                witness -> () -> witness.ask(checkpoint, note, reader(), clock.instant()))
            .toList();
    List<SignatureLine> lines = new ArrayList<>();
    for (Future<Optional<SignatureLine>> answer : asking.invokeAll(questions)) {
      try {
        answer.get().ifPresent(lines::add);
      } catch (ExecutionException defect) {
        throw new IOException("asking a witness failed", defect);
      }
    }
    if (lines.size() >= quorum.required()) {
      keep(note, lines);
    }
  }

  private void keep(byte[] note, List<SignatureLine> lines)
      throws IOException, SignedNote.MalformedException {
    byte[] cosigned = note;
    for (SignatureLine line : lines) {
      cosigned = WitnessClient.append(cosigned, line);
    }
    WitnessQuorum.Witnessed now = quorum.open(cosigned, log);
    DurableFile.replace(directory.resolve(FILE), cosigned);
    if (witnessed.isEmpty()) {
      LOG.log(
          System.Logger.Level.INFO,
          "the log is witnessed by "
              + now.cosigned().keySet().stream().sorted().collect(Collectors.joining(", ")));
    }
    witnessed = Optional.of(now);
  }

  /**
   * The last checkpoint that enough witnesses cosigned; {@link WitnessQuorum.Witnessed#latest}
   * tells its age. Empty before there was one.
   */
  public Optional<WitnessQuorum.Witnessed> witnessed() {
    return witnessed;
  }

  /** Ends the asking; what is under way is broken off. */
  @Override
  public void close() {
    ended = true;
    thread.interrupt();
    asking.shutdownNow();
    http.shutdownNow();
    try {
      asking.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
      thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
