package io.countersign.log.tlog;

import org.jspecify.annotations.Nullable;

/** Checks what a record says, beyond its hash. Used by several threads at once. */
@FunctionalInterface
public interface RecordCheck {
  /** Looks at no record: the tree is the same whatever its leaves mean. */
  RecordCheck NONE = (bundle, offset, length) -> null;

  /**
   * What is wrong with the record of {@code length} bytes at {@code offset}, or null. The bytes are
   * not copied and must not be changed.
   */
  Fault.@Nullable Kind problem(byte[] bundle, int offset, int length);
}
