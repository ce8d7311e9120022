package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An evidence file that shows, without the log, that a record is in it (c2sp.org/tlog-proof): the
 * record's index, the hashes that lead to the root, and the signed checkpoint as the log gave it,
 * cosignatures included. Extra data is not authenticated by the format; a record in it is, because
 * {@link #verify} hashes it.
 */
public final class TlogProof {
  /** The longest file that is read, in bytes. */
  public static final int MAX_BYTES = 192 * 1024;

  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  /** A tree of fewer than 2^63 records is at most 63 nodes high. */
  private static final int MAX_HASHES = 63;

  private final long index;
  private final List<Hash> hashes;
  private final byte[] checkpoint;
  private final byte @Nullable [] extra;

  private TlogProof(long index, List<Hash> hashes, byte[] checkpoint, byte @Nullable [] extra) {
    this.index = index;
    this.hashes = List.copyOf(hashes);
    this.checkpoint = checkpoint;
    this.extra = extra;
  }

  /** Why a file is no proof. */
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    MalformedException(String reason) {
      super(reason);
      this.reason = reason;
    }

    /** What is wrong, in one sentence. */
    public String reason() {
      return reason;
    }
  }

  /** What checking a proof found. */
  public sealed interface Outcome {
    /**
     * The record is the one at the proof's index, under this checkpoint.
     *
     * @param checkpoint verified
     */
    record Holds(Checkpoint checkpoint) implements Outcome {}

    /**
     * Nothing is shown.
     *
     * @param why one sentence
     */
    record Refused(String why) implements Outcome {}
  }

  /**
   * The proof for a record, which it carries as extra data, so that one file is enough.
   *
   * @throws IOException when the log cannot be read, or the record is not the one at that index
   */
  public static TlogProof of(LogReader log, long index, byte[] record) throws IOException {
    log.checkInclusion(index, record);
    return new TlogProof(index, log.inclusionProof(index), log.note(), record.clone());
  }

  /**
   * Reads a proof; says nothing of whether it holds.
   *
   * @throws MalformedException when the bytes are no proof
   */
  public static TlogProof parse(byte[] file) throws MalformedException {
    if (file.length > MAX_BYTES) {
      throw new MalformedException("a proof has at most " + MAX_BYTES + " bytes");
    }
    // One byte a character: what is not ASCII is refused line by line, the note is kept as bytes.
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int blank = text.indexOf("\n\n");
    if (blank < 0) {
      throw new MalformedException("a proof has a blank line before its checkpoint");
    }
    List<String> lines = Arrays.asList(text.substring(0, blank).split("\n", -1));
    if (!lines.getFirst().equals(HEADER)) {
      throw new MalformedException("a proof begins with the line " + HEADER);
    }
    boolean hasExtra = lines.size() > 1 && lines.get(1).startsWith(EXTRA);
    int at = hasExtra ? 2 : 1;
    if (lines.size() <= at || !lines.get(at).startsWith(INDEX)) {
      throw new MalformedException("a proof names the record's index");
    }
    return new TlogProof(
        index(lines.get(at).substring(INDEX.length())),
        hashes(lines.subList(at + 1, lines.size())),
        Arrays.copyOfRange(file, blank + 2, file.length),
        hasExtra ? extra(lines.get(1).substring(EXTRA.length())) : null);
  }

  private static long index(String text) throws MalformedException {
    try {
      long index = Long.parseLong(text);
      // One way of writing each number: no sign, no leading zero.
      if (index >= 0 && Long.toString(index).equals(text)) {
        return index;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message.
    }
    throw new MalformedException("a proof's index is a decimal number");
  }

  private static List<Hash> hashes(List<String> lines) throws MalformedException {
    if (lines.size() > MAX_HASHES) {
      throw new MalformedException("a proof has at most " + MAX_HASHES + " hashes");
    }
    List<Hash> hashes = new ArrayList<>();
    for (String line : lines) {
      byte[] bytes = base64(line, "hash");
      if (bytes.length != Hash.SIZE) {
        throw new MalformedException("a proof's hash has " + Hash.SIZE + " bytes");
      }
      hashes.add(Hash.of(bytes));
    }
    return hashes;
  }

  private static byte[] extra(String text) throws MalformedException {
    byte[] bytes = base64(text, "extra data");
    if (bytes.length > EntryBundle.MAX_RECORD_BYTES) {
      throw new MalformedException("a proof's extra data is longer than any record");
    }
    return bytes;
  }

  private static byte[] base64(String text, String what) throws MalformedException {
    try {
      return SignedNote.base64(text);
    } catch (SignedNote.MalformedException e) {
      throw new MalformedException("a proof's " + what + " is base64");
    }
  }

  /** The file's bytes. */
  public byte[] bytes() {
    StringBuilder head = new StringBuilder(HEADER).append('\n');
    if (extra != null) {
      head.append(EXTRA).append(Base64.getEncoder().encodeToString(extra)).append('\n');
    }
    head.append(INDEX).append(index).append('\n');
    hashes.forEach(hash -> head.append(hash).append('\n'));
    byte[] start = head.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    byte[] file = Arrays.copyOf(start, start.length + checkpoint.length);
    System.arraycopy(checkpoint, 0, file, start.length, checkpoint.length);
    return file;
  }

  /** Which record of the log it is about, from 0. */
  public long index() {
    return index;
  }

  /** The extra data: in a proof of this program, the record. Not verified. */
  public Optional<byte[]> extra() {
    return Optional.ofNullable(extra).map(byte[]::clone);
  }

  /**
   * Whether the proof shows that {@code record} is in a log of one of these keys, at {@link
   * #index}.
   *
   * @param keys of the logs that are trusted; each speaks for the log of its own name only
   */
  public Outcome verify(List<VerifierKey> keys, byte[] record) {
    Checkpoint signed;
    try {
      signed = Checkpoint.open(checkpoint, keys);
    } catch (SignedNote.MalformedException e) {
      return new Outcome.Refused("checkpoint: " + e.reason());
    }
    if (index >= signed.size()) {
      return new Outcome.Refused(
          "record " + index + " is not among the " + signed.size() + " of the checkpoint");
    }
    if (!Proofs.verifyInclusion(
        index, signed.size(), Proofs.leafHash(record), hashes, signed.root())) {
      return new Outcome.Refused(
          "the hashes do not lead from this record at index " + index + " to the signed root");
    }
    return new Outcome.Holds(signed);
  }
}
