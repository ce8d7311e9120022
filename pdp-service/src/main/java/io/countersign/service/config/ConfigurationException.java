package io.countersign.service.config;

import java.util.List;

/** The configuration cannot be used; each problem is one line: where, what, and what to do. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(List<String> problems) {
    super(String.join("\n", problems));
  }

  public List<String> problems() {
    String message = getMessage();
    return message == null ? List.of() : message.lines().toList();
  }
}
