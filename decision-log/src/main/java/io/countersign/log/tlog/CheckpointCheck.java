package io.countersign.log.tlog;

import io.countersign.log.tlog.Fault.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens signed checkpoints, and says why one cannot be trusted.
 *
 * @param origin of the log
 * @param keys its keys
 */
record CheckpointCheck(String origin, List<VerifierKey> keys, Consumer<Fault> faults) {
  private static final int MAX_NAME = 200;

  /** The log's own checkpoint; null when there is a fault. */
  @Nullable Checkpoint current(TileReader reader) throws IOException {
    String path = TileLayout.CHECKPOINT;
    try {
      return open(reader.read(path, SignedNote.MAX_BYTES), path);
    } catch (NoSuchFileException e) {
      return refuse(Kind.CHECKPOINT_MISSING, path, "is missing");
    } catch (FileLengthException e) {
      return refuse(Kind.CHECKPOINT_MALFORMED, path, e.reason());
    }
  }

  /** The checkpoint in {@code note}; null when there is a fault. */
  @Nullable Checkpoint open(byte[] note, String where) {
    try {
      Checkpoint checkpoint = Checkpoint.parse(SignedNote.open(note, keys));
      return checkpoint.origin().equals(origin) ? checkpoint : other(checkpoint.origin(), where);
    } catch (SignedNote.MalformedException e) {
      return switch (e.problem()) {
        case MALFORMED -> refuse(Kind.CHECKPOINT_MALFORMED, where, e.reason());
        case WRONG_SIGNATURE -> refuse(Kind.SIGNATURE_FORGED, where, e.reason());
        case UNKNOWN_KEY -> {
          String claimed = new String(note, StandardCharsets.UTF_8).lines().findFirst().orElse("");
          yield claimed.equals(origin)
              ? refuse(Kind.UNKNOWN_KEY, where, e.reason())
              : other(claimed, where);
        }
      };
    }
  }

  private @Nullable Checkpoint other(String claimed, String where) {
    // Nobody vouches for this text: no line of any length, nothing that moves a terminal's cursor.
    String named =
        claimed.length() <= MAX_NAME && VerifierKey.isName(claimed)
            ? "the log " + claimed
            : "another log";
    return refuse(Kind.OTHER_ORIGIN, where, "is of " + named + ", not of " + origin);
  }

  private @Nullable Checkpoint refuse(Kind kind, String where, String what) {
    faults.accept(new Fault(kind, where, null, what));
    return null;
  }
}
