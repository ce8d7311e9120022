package io.countersign.service.server;

import java.util.List;
import java.util.Locale;

/** The header of that name (RFC 9110 §12.5.3), as far as gzip is concerned. */
final class AcceptEncoding {
  private AcceptEncoding() {}

  /** Whether a client that sent these lines reads gzip; one that names it not, does not. */
  static boolean allowsGzip(List<String> lines) {
    boolean any = false;
    for (String element : String.join(",", lines).toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = element.strip().split("\\s*;\\s*", 2);
      boolean refused = parts.length > 1 && parts[1].matches("q=0(\\.0*)?");
      if (parts[0].equals("gzip") || parts[0].equals("x-gzip")) {
        return !refused;
      }
      any |= parts[0].equals("*") && !refused;
    }
    return any;
  }
}
