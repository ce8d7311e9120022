package io.countersign.log;

import io.countersign.decision.DecisionId;
import io.countersign.decision.DecisionLog;
import io.countersign.decision.DecisionRecord;
import io.countersign.decision.LogUnavailableException;
import io.countersign.decision.PolicyIdentity;
import io.countersign.log.tlog.AppendOutcome;
import io.countersign.log.tlog.EntryBundle;
import io.countersign.log.tlog.TileLog;
import io.countersign.log.tlog.TileLogOptions;
import io.countersign.log.tlog.VerifierKey;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The decision log as a Merkle log in one directory. Besides decisions it records when it was
 * opened and closed and which bundle decides from when on.
 */
public final class TlogDecisionLog implements DecisionLog, AutoCloseable {
  private final TileLog log;
  private final RecordWriter writer;
  private final KeptBundles bundles;
  private final InstantSource clock;
  private final RandomGenerator random;
  private boolean closed;

  private TlogDecisionLog(
      TileLog log,
      RecordWriter writer,
      KeptBundles bundles,
      InstantSource clock,
      RandomGenerator random) {
    this.log = log;
    this.writer = writer;
    this.bundles = bundles;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Opens the log and records that it was opened.
   *
   * @param version of the program, for the records
   * @param masking what is kept out of the records
   * @param clock times the records that are not decisions
   * @param random makes those records' ids; nothing secret depends on it
   * @throws io.countersign.log.tlog.LogOpenException with one line that says why the directory or
   *     the key cannot be used
   * @throws IOException when the disk refuses
   */
  public static TlogDecisionLog open(
      TileLogOptions options,
      String version,
      Masking masking,
      InstantSource clock,
      RandomGenerator random)
      throws IOException {
    TileLog log = TileLog.open(options);
    try {
      TlogDecisionLog opened =
          new TlogDecisionLog(
              log,
              new RecordWriter(options.origin(), version, masking),
              new KeptBundles(options.directory()),
              clock,
              random);
      opened.recordStart();
      return opened;
    } catch (LogUnavailableException e) {
      log.close();
      throw new IOException(e.getMessage(), e);
    }
  }

  private void recordStart() throws LogUnavailableException {
    Instant now = clock.instant();
    TileLog.Recovered found = log.recovered();
    write(
        writer.started(
            DecisionId.at(now, random),
            now,
            found.records(),
            found.abortedRecords(),
            found.damagedFiles()));
    Optional<VerifierKey> before = log.rotatedFrom();
    if (before.isPresent()) {
      write(writer.keyRotated(DecisionId.at(now, random), now, before.get(), log.verifierKey()));
    }
  }

  /**
   * Keeps the bundle and records that it decides from now on. To be called before the policy is
   * asked for the first time: a decision by a bundle that was not kept is not recorded, and so
   * denied.
   *
   * @param archive the bundle as tar.gz, whose digest {@code policy} names
   * @throws IOException when the bundle cannot be kept
   * @throws LogUnavailableException when the activation cannot be recorded
   */
  public void activate(PolicyIdentity policy, byte[] archive)
      throws IOException, LogUnavailableException {
    bundles.keep(policy.bundle(), archive);
    Instant now = clock.instant();
    write(writer.bundleActivated(DecisionId.at(now, random), now, policy));
  }

  /**
   * Records a decision. One whose record would be longer than 65,535 bytes is recorded as the
   * denial it then becomes, with digests in place of the longest members.
   */
  @Override
  public void append(DecisionRecord decision) throws LogUnavailableException {
    PolicyIdentity policy = decision.policy();
    if (policy != null && !bundles.contains(policy.bundle())) {
      throw new LogUnavailableException(
          "the bundle " + policy.bundle() + " was not kept in the log's directory");
    }
    byte[] record = writer.decision(decision);
    if (record.length > EntryBundle.MAX_RECORD_BYTES) {
      write(writer.tooLong(decision));
      throw new LogUnavailableException(
          "a record of " + record.length + " bytes is too long; the denial was recorded");
    }
    write(record);
  }

  private void write(byte[] record) throws LogUnavailableException {
    AppendOutcome outcome = log.append(record);
    if (outcome != AppendOutcome.APPENDED) {
      throw new LogUnavailableException(
          outcome
              + ": "
              + outcome.explanation()
              + log.failure().map(why -> " (" + why + ")").orElse(""));
    }
  }

  /** The key that verifies this log's checkpoints. */
  public VerifierKey verifierKey() {
    return log.verifierKey();
  }

  /** What opening found. */
  public TileLog.Recovered recovered() {
    return log.recovered();
  }

  /** Why the log takes no more records, when it failed. */
  public Optional<String> failure() {
    return log.failure();
  }

  /**
   * Records that the log was closed, and closes it.
   *
   * @throws IOException when the last checkpoint could not be written; no record is lost by that
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    Instant now = clock.instant();
    try (log) {
      write(writer.stopped(DecisionId.at(now, random), now));
    } catch (LogUnavailableException e) {
      throw new IOException("the log's end was not recorded: " + e.getMessage(), e);
    }
  }
}
