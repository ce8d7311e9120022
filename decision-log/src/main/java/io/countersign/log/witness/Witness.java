package io.countersign.log.witness;

import io.countersign.log.tlog.Checkpoint;
import io.countersign.log.tlog.Proofs;
import io.countersign.log.tlog.SignedNote;
import io.countersign.log.tlog.SigningKey;
import io.countersign.log.tlog.VerifierKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A witness of known logs (c2sp.org/tlog-witness): cosigns a checkpoint when it extends the last
 * one that it cosigned, and never one that forgets or changes a record. It trusts the logs with
 * nothing else; whoever asks need not show who they are, because only a log signs its checkpoints.
 */
public final class Witness implements AutoCloseable {
  private final Cosigner cosigner;
  private final Map<String, List<VerifierKey>> logs;
  private final WitnessState state;
  private final FileChannel lock;

  private Witness(
      Cosigner cosigner,
      Map<String, List<VerifierKey>> logs,
      WitnessState state,
      FileChannel lock) {
    this.cosigner = cosigner;
    this.logs = logs;
    this.state = state;
    this.lock = lock;
  }

  /**
   * Opens a witness on its directory, which no other process may use meanwhile.
   *
   * @param key of the witness, under its name; for nothing but cosignatures
   * @param logs whose checkpoints are cosigned; several keys of one name are of one log
   * @param directory for what was cosigned last; losing it must end the use of the key
   * @throws IOException when the directory cannot be used, or another process has it
   */
  public static Witness open(SigningKey key, List<VerifierKey> logs, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock taken = channel.tryLock();
      if (taken == null) {
        throw new IOException(directory + ": another process is the witness there");
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException(directory + ": another witness of this process is there", e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new Witness(
        new Cosigner(key),
        logs.stream().collect(Collectors.groupingBy(VerifierKey::name)),
        new WitnessState(directory),
        channel);
  }

  /** The key that verifies its cosignatures. */
  public WitnessKey key() {
    return cosigner.key();
  }

  /** The longest body that {@link #addCheckpoint} reads, in bytes. */
  public static int maxBytes() {
    return AddCheckpoint.MAX_BYTES;
  }

  /**
   * Answers {@code add-checkpoint}. What is cosigned is on the disk before the answer is there.
   *
   * @param body of the request
   * @param now for the cosignature
   * @throws IOException when the disk refuses; nothing was cosigned then
   */
  public WitnessAnswer addCheckpoint(byte[] body, Instant now) throws IOException {
    AddCheckpoint request;
    CheckpointNote note;
    try {
      request = AddCheckpoint.parse(body);
      note = CheckpointNote.parse(request.note());
    } catch (SignedNote.MalformedException malformed) {
      return WitnessAnswer.text(WitnessAnswer.BAD_REQUEST, malformed.reason());
    }
    List<VerifierKey> keys = logs.get(note.checkpoint().origin());
    if (keys == null) {
      return WitnessAnswer.text(WitnessAnswer.NOT_FOUND, "this log is not witnessed here");
    }
    try {
      SignedNote.open(request.note(), keys);
    } catch (SignedNote.MalformedException refused) {
      return WitnessAnswer.text(WitnessAnswer.FORBIDDEN, refused.reason());
    }
    if (request.oldSize() > note.checkpoint().size()) {
      return WitnessAnswer.text(
          WitnessAnswer.BAD_REQUEST, "the old size is larger than the checkpoint's");
    }
    return extend(request, note, now);
  }

  /** One at a time: nobody may extend what another request is just replacing. */
  private synchronized WitnessAnswer extend(AddCheckpoint request, CheckpointNote note, Instant now)
      throws IOException {
    Checkpoint next = note.checkpoint();
    Checkpoint last = state.last(next.origin());
    if (request.oldSize() != last.size()) {
      return WitnessAnswer.conflict(last.size());
    }
    if (next.size() == last.size() && !next.root().equals(last.root())) {
      return WitnessAnswer.text(
          WitnessAnswer.CONFLICT, "another root of this size was cosigned before");
    }
    if (!Proofs.verifyConsistency(
        last.size(), next.size(), last.root(), next.root(), request.proof())) {
      return WitnessAnswer.text(
          WitnessAnswer.UNPROCESSABLE, "the proof does not show that the log was only extended");
    }
    if (next.size() > last.size()) {
      state.keep(next);
    }
    return WitnessAnswer.cosigned(cosigner.cosign(note.text(), now));
  }

  /** Lets another process use the directory. */
  @Override
  public synchronized void close() throws IOException {
    lock.close();
  }
}
