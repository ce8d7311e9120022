package io.countersign.log.witness;

import io.countersign.log.tlog.Checkpoint;
import io.countersign.log.tlog.SignedNote;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint's note, taken apart; none of its signatures is verified by that.
 *
 * @param text with the newline that ends it; what signatures cover
 * @param checkpoint what the text says
 * @param signatures in the note's order
 */
record CheckpointNote(String text, Checkpoint checkpoint, List<SignatureLine> signatures) {
  private static final int MAX_SIGNATURES = 100;

  CheckpointNote {
    signatures = List.copyOf(signatures);
  }

  static CheckpointNote parse(byte[] note) throws SignedNote.MalformedException {
    if (note.length > SignedNote.MAX_BYTES) {
      throw new SignedNote.MalformedException(
          "a note has at most " + SignedNote.MAX_BYTES + " bytes");
    }
    String whole = utf8(note);
    int split = whole.lastIndexOf("\n\n");
    if (split < 0) {
      throw new SignedNote.MalformedException("a note has a blank line before its signatures");
    }
    String text = whole.substring(0, split + 1);
    return new CheckpointNote(text, Checkpoint.parse(text), signatures(whole.substring(split + 2)));
  }

  /** Signature lines, each with its newline; at least one. */
  static List<SignatureLine> signatures(String lines) throws SignedNote.MalformedException {
    if (!lines.endsWith("\n")) {
      throw new SignedNote.MalformedException("a signature line ends with a newline");
    }
    List<SignatureLine> signatures = new ArrayList<>();
    for (String line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
      if (signatures.size() == MAX_SIGNATURES) {
        throw new SignedNote.MalformedException(
            "a note has at most " + MAX_SIGNATURES + " signatures");
      }
      signatures.add(SignatureLine.parse(line));
    }
    return signatures;
  }

  static String utf8(byte[] bytes) throws SignedNote.MalformedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new SignedNote.MalformedException("a note is UTF-8");
    }
  }
}
