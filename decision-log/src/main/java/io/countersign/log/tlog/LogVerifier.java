package io.countersign.log.tlog;

import io.countersign.log.tlog.Fault.Kind;
import io.countersign.log.tlog.Verification.Broken;
import io.countersign.log.tlog.Verification.Verified;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole log: every record against its hash, every tile of every level, the checkpoint's
 * signature and root, and that the log still begins with what an older checkpoint promised. Says of
 * each fault what it is and where.
 */
public final class LogVerifier {
  /** Not more faults than this are told of. */
  public static final int MAX_FAULTS = 100;

  private final TileReader reader;
  private final List<VerifierKey> keys;
  private final Options options;

  /**
   * How a log is checked.
   *
   * @param threads how many bundles are read and hashed at once; memory is some megabytes for each
   * @param records what is checked of each record beyond its hash
   * @param progress told of as the check goes on
   */
  public record Options(int threads, RecordCheck records, Progress progress) {
    /** Refuses to work without a thread. */
    public Options {
      if (threads < 1) {
        throw new IllegalArgumentException("checking takes at least one thread");
      }
    }

    /** All processors, hashes only, silently. */
    public static Options defaults() {
      return new Options(
          Runtime.getRuntime().availableProcessors(), RecordCheck.NONE, (done, of) -> {});
    }

    /** The same, looking at the records too. */
    public Options withRecords(RecordCheck check) {
      return new Options(threads, check, progress);
    }

    /** The same, telling how far it is. */
    public Options withProgress(Progress told) {
      return new Options(threads, records, told);
    }

    /** The same with another number of threads. */
    public Options withThreads(int number) {
      return new Options(number, records, progress);
    }
  }

  /** Hears how far a check is; called by one thread, after each bundle. */
  @FunctionalInterface
  public interface Progress {
    /** So many records are checked, out of so many. */
    void checked(long records, long of);
  }

  /** A check of the log behind {@code reader} against its one public key. */
  public LogVerifier(TileReader reader, VerifierKey key) {
    this(reader, List.of(key), Options.defaults());
  }

  /**
   * A check of the log behind {@code reader}.
   *
   * @param keys that the log has or had, one at least, all of its name; a checkpoint needs the
   *     signature of one of them, and none of them may have a wrong one
   */
  public LogVerifier(TileReader reader, List<VerifierKey> keys, Options options) {
    if (keys.stream().map(VerifierKey::name).distinct().count() != 1) {
      throw new IllegalArgumentException("a log has one key or several, all of its name");
    }
    this.reader = reader;
    this.keys = List.copyOf(keys);
    this.options = options;
  }

  /**
   * Checks everything.
   *
   * @throws IOException when a file that is there cannot be read
   */
  public Verification verify() throws IOException {
    return check(null);
  }

  /**
   * Checks everything, and that the log extends the one of an older checkpoint.
   *
   * @param olderNote the bytes of the older checkpoint, signed by one of the keys
   * @throws IOException when a file that is there cannot be read
   */
  public Verification verify(byte[] olderNote) throws IOException {
    return check(olderNote);
  }

  private Verification check(byte @Nullable [] olderNote) throws IOException {
    Damage damage = new Damage(MAX_FAULTS);
    CheckpointCheck checkpoints = new CheckpointCheck(keys.getFirst().name(), keys, damage::add);
    Checkpoint older = olderNote == null ? null : checkpoints.open(olderNote, "older checkpoint");
    Checkpoint current = checkpoints.current(reader);
    if (current == null) {
      return broken(damage, false); // Without a signed root nothing can be said about records.
    }
    TrustedTree tree = new TrustedTree(reader, current, damage::add);
    boolean ended = new TreeCheck(reader, tree, current.size(), damage, options).run();
    if (older != null) {
      extend(tree, current, older, damage);
    }
    return damage.isNone() ? new Verified(current.size(), current.root()) : broken(damage, ended);
  }

  private static Broken broken(Damage damage, boolean ended) {
    List<Fault> all = damage.all();
    return new Broken(
        all.subList(0, Math.min(all.size(), MAX_FAULTS)), ended || all.size() > MAX_FAULTS);
  }

  private static void extend(TrustedTree tree, Checkpoint current, Checkpoint older, Damage damage)
      throws IOException {
    if (older.size() > current.size()) {
      damage.add(
          new Fault(
              Kind.ROLLED_BACK,
              TileLayout.CHECKPOINT,
              new Fault.Span(current.size(), older.size() - 1),
              "has " + current.size() + " records, but the older checkpoint had " + older.size()));
      return;
    }
    Hash root = older.size() == current.size() ? current.root() : tree.root(older.size());
    if (root == null ? damage.isNone() : !root.equals(older.root())) {
      damage.add(
          new Fault(
              Kind.FORK,
              TileLayout.CHECKPOINT,
              null,
              "signs other records than the older checkpoint does: the first "
                  + older.size()
                  + " have the root "
                  + root
                  + ", not "
                  + older.root()));
    }
  }
}
