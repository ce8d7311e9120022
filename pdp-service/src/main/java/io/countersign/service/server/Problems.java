package io.countersign.service.server;

import io.countersign.service.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong with the parts, so that all of it can be said at once. */
final class Problems {
  private final List<String> lines = new ArrayList<>();

  /** Reads something, and finds that it cannot be used. */
  @FunctionalInterface
  interface Part<T> {
    T read() throws Exception;
  }

  /** The part; when it cannot be used, that is noted and there is none. */
  <T> Optional<T> check(Part<T> part) {
    try {
      return Optional.of(required(part));
    } catch (ConfigurationException unusable) {
      lines.addAll(unusable.problems());
      return Optional.empty();
    }
  }

  /** Ends the checking when anything was wrong. */
  void refuse() throws ConfigurationException {
    if (!lines.isEmpty()) {
      throw new ConfigurationException(lines);
    }
  }

  /** The part; what is wrong with it is the configuration's fault. */
  static <T> T required(Part<T> part) throws ConfigurationException {
    try {
      return part.read();
    } catch (RuntimeException defect) {
      throw defect;
    } catch (Exception unusable) {
      throw new ConfigurationException(List.of(String.valueOf(unusable.getMessage())));
    }
  }
}
