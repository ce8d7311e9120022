package io.countersign.log.witness;

import io.countersign.log.tlog.Hash;
import io.countersign.log.tlog.SignedNote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The body of an {@code add-checkpoint} request (c2sp.org/tlog-witness). */
final class AddCheckpoint {
  /** The most hashes of a consistency proof. */
  static final int MAX_PROOF = 63;

  private static final int PROOF_LINE_BYTES = 45;
  private static final int OLD_LINE_BYTES = 24;

  /** The longest body: the old size, a whole proof, a blank line and the longest note. */
  static final int MAX_BYTES =
      OLD_LINE_BYTES + MAX_PROOF * PROOF_LINE_BYTES + 1 + SignedNote.MAX_BYTES;

  private final long oldSize;
  private final List<Hash> proof;
  private final byte[] note;

  AddCheckpoint(long oldSize, List<Hash> proof, byte[] note) {
    this.oldSize = oldSize;
    this.proof = List.copyOf(proof);
    this.note = note.clone();
  }

  /**
   * Reads a body.
   *
   * @throws SignedNote.MalformedException when it is none, or too long
   */
  static AddCheckpoint parse(byte[] body) throws SignedNote.MalformedException {
    if (body.length > MAX_BYTES) {
      throw new SignedNote.MalformedException("a request has at most " + MAX_BYTES + " bytes");
    }
    String text = CheckpointNote.utf8(body);
    // The FIRST blank line: what follows is the note, which has its own.
    int split = text.indexOf("\n\n");
    if (split < 0) {
      throw new SignedNote.MalformedException("a request has a blank line before its checkpoint");
    }
    List<String> lines = List.of(text.substring(0, split).split("\n", -1));
    if (lines.size() - 1 > MAX_PROOF) {
      throw new SignedNote.MalformedException("a proof has at most " + MAX_PROOF + " hashes");
    }
    List<Hash> proof = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      byte[] hash = SignedNote.base64(line);
      if (hash.length != Hash.SIZE) {
        throw new SignedNote.MalformedException("a proof's line is a base64 SHA-256");
      }
      proof.add(Hash.of(hash));
    }
    byte[] note = text.substring(split + 2).getBytes(StandardCharsets.UTF_8);
    return new AddCheckpoint(oldSize(lines.getFirst()), proof, note);
  }

  private static long oldSize(String line) throws SignedNote.MalformedException {
    if (line.startsWith("old ")) {
      return size(line.substring("old ".length()));
    }
    throw new SignedNote.MalformedException("a request begins with the old size");
  }

  /** A decimal with no sign and no leading zero. */
  static long size(String decimal) throws SignedNote.MalformedException {
    if (decimal.matches("0|[1-9][0-9]{0,18}")) {
      try {
        return Long.parseLong(decimal);
      } catch (NumberFormatException tooLarge) {
        // Falls through to the one message.
      }
    }
    throw new SignedNote.MalformedException("a size is a decimal number below 2^63");
  }

  long oldSize() {
    return oldSize;
  }

  List<Hash> proof() {
    return proof;
  }

  byte[] note() {
    return note.clone();
  }

  /** The body that {@link #parse} reads. */
  byte[] bytes() {
    StringBuilder body = new StringBuilder("old ").append(oldSize).append('\n');
    proof.forEach(hash -> body.append(hash).append('\n'));
    body.append('\n').append(new String(note, StandardCharsets.UTF_8));
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
