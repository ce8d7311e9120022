package io.countersign.decision;

import java.util.Locale;

/** One header field; the name is lower case. */
public record Header(String name, String value) {
  public Header {
    name = name.toLowerCase(Locale.ROOT);
  }
}
