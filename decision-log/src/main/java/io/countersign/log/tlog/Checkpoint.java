package io.countersign.log.tlog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What a log commits to (c2sp.org/tlog-checkpoint).
 *
 * @param origin the log's name, one non-empty line
 * @param size number of records
 * @param root the tree's hash
 */
public record Checkpoint(String origin, long size, Hash root) {
  /** Checks the origin and the size. */
  public Checkpoint {
    if (origin.isEmpty() || origin.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a checkpoint's origin is one non-empty line");
    }
    if (size < 0) {
      throw new IllegalArgumentException("a checkpoint's size is not negative");
    }
  }

  /** The text that is signed: three lines, each with its newline. */
  public String text() {
    return origin + "\n" + size + "\n" + root + "\n";
  }

  /**
   * Reads a checkpoint that one of {@code keys} signed for the log of its own name.
   *
   * @throws SignedNote.MalformedException when it is no checkpoint, or none of them signed it
   */
  static Checkpoint open(byte[] note, List<VerifierKey> keys) throws SignedNote.MalformedException {
    Checkpoint checkpoint = parse(SignedNote.open(note, keys));
    List<VerifierKey> own =
        keys.stream().filter(key -> key.name().equals(checkpoint.origin())).toList();
    if (own.isEmpty()) {
      List<String> names = keys.stream().map(VerifierKey::name).distinct().toList();
      throw new SignedNote.MalformedException(
          "is of the log " + checkpoint.origin() + ", not of " + String.join(" or ", names));
    }
    if (own.size() < keys.size()) {
      SignedNote.open(note, own); // A key of another log does not speak for this one.
    }
    return checkpoint;
  }

  /** What a note says that nobody verified: of use for a log's own file alone. */
  static Checkpoint unverified(byte[] note) throws SignedNote.MalformedException {
    String text = new String(note, StandardCharsets.UTF_8);
    return parse(text.substring(0, text.lastIndexOf("\n\n") + 1));
  }

  /**
   * Reads the text of a note that was verified before. Extension lines are allowed and not kept.
   *
   * @throws SignedNote.MalformedException when the text is no checkpoint
   */
  public static Checkpoint parse(String text) throws SignedNote.MalformedException {
    List<String> lines = Arrays.asList(text.split("\n", -1));
    // The text ends with a newline, so that the last piece is empty.
    if (lines.size() < 4 || !lines.getLast().isEmpty() || lines.getFirst().isEmpty()) {
      throw new SignedNote.MalformedException("a checkpoint has three lines: origin, size, root");
    }
    for (String extension : lines.subList(3, lines.size() - 1)) {
      if (extension.isEmpty()) {
        throw new SignedNote.MalformedException("a checkpoint has no empty extension line");
      }
    }
    return new Checkpoint(lines.getFirst(), size(lines.get(1)), root(lines.get(2)));
  }

  private static long size(String line) throws SignedNote.MalformedException {
    try {
      long size = Long.parseLong(line);
      // One way of writing each number: no sign, no leading zero.
      if (size >= 0 && Long.toString(size).equals(line)) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message.
    }
    throw new SignedNote.MalformedException("a checkpoint's second line is a decimal size");
  }

  private static Hash root(String line) throws SignedNote.MalformedException {
    byte[] root = SignedNote.base64(line);
    if (root.length != Hash.SIZE || !Base64.getEncoder().encodeToString(root).equals(line)) {
      throw new SignedNote.MalformedException("a checkpoint's third line is a base64 SHA-256");
    }
    return Hash.of(root);
  }
}
