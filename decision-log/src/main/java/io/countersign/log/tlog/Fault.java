package io.countersign.log.tlog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a log.
 *
 * @param kind what was done
 * @param where the file, as a path of the log
 * @param records which records it touches, as the signed log counts them; null when it is about the
 *     log as a whole
 * @param what one sentence
 */
public record Fault(Kind kind, String where, @Nullable Span records, String what) {
  /**
   * A run of records.
   *
   * @param first index of the first, from 0
   * @param last index of the last, not before the first
   */
  public record Span(long first, long last) {}

  /** What can be wrong with a log. */
  public enum Kind {
    /** There is no checkpoint. */
    CHECKPOINT_MISSING,
    /** The checkpoint is no signed note (c2sp.org/signed-note), or its text no checkpoint. */
    CHECKPOINT_MALFORMED,
    /** A signature in the name of a known key is not that key's. */
    SIGNATURE_FORGED,
    /** No known key signed the checkpoint. */
    UNKNOWN_KEY,
    /** The checkpoint is of another log. */
    OTHER_ORIGIN,
    /** Records and tiles agree with one another, but not with the signed root. */
    ROOT_MISMATCH,
    /** Two signed checkpoints exclude each other: no one log has both. */
    FORK,
    /** The log is shorter than an older checkpoint says. */
    ROLLED_BACK,
    /** A record has other bytes. */
    RECORD_CHANGED,
    /** A record is not there any more. */
    RECORD_REMOVED,
    /** A record is there that the log never had. */
    RECORD_INSERTED,
    /** Records stand at places of others. */
    RECORDS_REORDERED,
    /** Records and the tiles above them were changed to match; which record cannot be said. */
    REWRITTEN,
    /** An entry bundle is not there. */
    BUNDLE_MISSING,
    /** An entry bundle cannot be taken apart into records. */
    BUNDLE_MALFORMED,
    /** An entry bundle ends inside a record. */
    BUNDLE_CUT,
    /** Bytes follow the last record of an entry bundle. */
    BUNDLE_TOO_LONG,
    /** A tile is not there. */
    TILE_MISSING,
    /** A tile has a wrong length. */
    TILE_MALFORMED,
    /** A full tile of level 0 has a wrong hash; the records below it are right. */
    LEAF_TILE_WRONG,
    /** A full tile of a higher level has a wrong hash. */
    UPPER_TILE_WRONG,
    /** A partial tile, of any level, has a wrong hash. */
    PARTIAL_TILE_WRONG,
    /** A record that the log did sign is no canonical JSON object (RFC 8785). */
    RECORD_NOT_CANONICAL,
    /** A record that the log did sign names another log as its own. */
    RECORD_OTHER_ORIGIN;

    /** The name as output prints it, such as {@code record-changed}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
