package io.countersign.decision;

import org.jspecify.annotations.Nullable;

/** Small helpers for text. */
final class Texts {
  private Texts() {}

  static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
