package io.countersign.log.witness;

import io.countersign.log.tlog.TileReader;
import io.countersign.log.tlog.TiledTree;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A witness with what is remembered of it between two rounds. One thread at a time asks it; it is
 * left alone for longer and longer while it fails.
 */
final class AskedWitness {
  private static final System.Logger LOG = System.getLogger(AskedWitness.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final WitnessClient client;
  private long knownSize;
  private long sentSize;
  private int failures;
  private Instant notBefore = Instant.MIN;

  AskedWitness(WitnessClient client, long sentSize) {
    this.client = client;
    this.sentSize = sentSize;
  }

  /**
   * Asks for a cosignature of the log's checkpoint, unless the witness failed just before.
   *
   * @param reader of the log, for the consistency proof
   * @return empty when there is none this time; an outage is told once
   */
  Optional<SignatureLine> ask(
      CheckpointNote checkpoint, byte[] note, TileReader reader, Instant now) {
    long size = checkpoint.checkpoint().size();
    if (now.isBefore(notBefore) || size < sentSize) {
      return Optional.empty();
    }
    try {
      SignatureLine line = askTwice(size, note, new TiledTree(reader, size));
      if (failures > 0) {
        LOG.log(System.Logger.Level.INFO, name() + " cosigns again");
      }
      failures = 0;
      return Optional.of(line);
    } catch (IOException failure) {
      failed(failure, now);
      return Optional.empty();
    }
  }

  /** The size that the witness knows is learnt from its first answer, when it is another. */
  private SignatureLine askTwice(long size, byte[] note, TiledTree tree) throws IOException {
    if (knownSize > size) {
      throw new IOException("it knows the log with " + knownSize + " records, which has " + size);
    }
    WitnessClient.Answer answer = submit(size, note, tree);
    if (answer instanceof WitnessClient.Answer.KnowsAnotherSize other) {
      if (other.size() > size) {
        throw new IOException(
            "it knows the log with " + other.size() + " records, which has " + size);
      }
      knownSize = other.size();
      answer = submit(size, note, tree);
    }
    return switch (answer) {
      case WitnessClient.Answer.Cosigned cosigned -> {
        knownSize = size;
        yield cosigned.line();
      }
      case WitnessClient.Answer.KnowsAnotherSize ignored ->
          throw new IOException("it knows the log with another size than it said");
    };
  }

  private WitnessClient.Answer submit(long size, byte[] note, TiledTree tree) throws IOException {
    AddCheckpoint request = new AddCheckpoint(knownSize, tree.consistencyProof(knownSize), note);
    sentSize = size;
    return client.submit(request);
  }

  private void failed(IOException failure, Instant now) {
    if (failures == 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          name() + " does not cosign: " + failure.getMessage() + "; decisions go on");
    }
    long factor = 1L << Math.min(failures, 20);
    failures++;
    Duration pause = FIRST_PAUSE.multipliedBy(factor);
    notBefore = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
  }

  private String name() {
    return "witness " + client.address().key().name();
  }
}
