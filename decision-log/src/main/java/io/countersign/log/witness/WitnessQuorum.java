package io.countersign.log.witness;

import io.countersign.log.tlog.Checkpoint;
import io.countersign.log.tlog.SignedNote;
import io.countersign.log.tlog.VerifierKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How many of which witnesses must have cosigned a checkpoint before it is believed.
 *
 * @param witnesses whose cosignatures count, each once; others are ignored
 * @param required from 1 to the number of witnesses
 */
public record WitnessQuorum(List<WitnessKey> witnesses, int required) {
  public WitnessQuorum {
    witnesses = List.copyOf(witnesses);
    if (new HashSet<>(witnesses).size() != witnesses.size()) {
      throw new IllegalArgumentException("a witness is named twice");
    }
    if (names(witnesses) != witnesses.size()) {
      throw new IllegalArgumentException("two witnesses have one name");
    }
    if (required < 1 || required > witnesses.size()) {
      throw new IllegalArgumentException(
          "a quorum is from 1 to the number of witnesses, " + witnesses.size());
    }
  }

  /**
   * A checkpoint that enough witnesses cosigned.
   *
   * @param cosigned when each witness says that it saw it, by the witness's name
   */
  public record Witnessed(Checkpoint checkpoint, Map<String, Instant> cosigned) {
    public Witnessed {
      cosigned = Map.copyOf(cosigned);
    }

    /** The latest of the times. */
    public Instant latest() {
      return cosigned.values().stream().max(Instant::compareTo).orElseThrow();
    }
  }

  /**
   * Verifies the log's signature and the witnesses'. A wrong cosignature of a known witness refuses
   * the note, as a note's other known signatures do.
   *
   * @param note as it stands in {@code checkpoint.witnessed}
   * @throws SignedNote.MalformedException when it is not the log's, or too few witnesses signed it
   */
  public Witnessed open(byte[] note, VerifierKey log) throws SignedNote.MalformedException {
    SignedNote.open(note, List.of(log));
    CheckpointNote parsed = CheckpointNote.parse(note);
    if (!parsed.checkpoint().origin().equals(log.name())) {
      throw new SignedNote.MalformedException(
          "it is of the log " + parsed.checkpoint().origin() + ", not of " + log.name());
    }
    Map<String, Instant> cosigned = new HashMap<>();
    for (SignatureLine line : parsed.signatures()) {
      for (WitnessKey witness : witnesses) {
        if (line.claims(witness)) {
          Optional<Instant> seen = witness.verify(parsed.text(), line.signature());
          cosigned.merge(
              witness.name(),
              seen.orElseThrow(() ->
                  new SignedNote.MalformedException("the cosignature of " + witness + " is wrong")),
              (one, other) -> one.isAfter(other) ? one : other);
        }
      }
    }
    if (cosigned.size() < required) {
      throw new SignedNote.MalformedException(
          cosigned.size()
              + " of the "
              + required
              + " witnesses that are needed cosigned it"
              + cosigned.keySet().stream().sorted().collect(Collectors.joining(", ", ": ", "")));
    }
    return new Witnessed(parsed.checkpoint(), cosigned);
  }

  private static long names(List<WitnessKey> witnesses) {
    return witnesses.stream().map(WitnessKey::name).distinct().count();
  }
}
