package io.countersign.log.tlog;

/** What checking a log found. */
public sealed interface Verification {
  /**
   * Every record, tile and signature is right.
   *
   * @param size number of records
   * @param root the tree's hash
   */
  record Verified(long size, Hash root) implements Verification {}

  /**
   * Something is wrong; the first thing found.
   *
   * @param where the file, as a path of the log
   * @param what one sentence
   */
  record Broken(String where, String what) implements Verification {}
}
