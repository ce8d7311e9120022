package io.countersign.policy;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.BundleWriter;
import io.countersign.policy.bundle.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds bundles of Rego sources and data. {@code opa} compiles; the sources go into the bundle as
 * their author wrote them, because {@code opa build -t wasm} rewrites them and an explanation could
 * then name no line. Tests ({@code *_test.rego}) stay out.
 */
public final class BundleBuilder {
  private static final Duration MAX_TIME = Duration.ofMinutes(5);
  private static final int MAX_MESSAGE_LENGTH = 16_384;

  private final OpaProgram opa;
  private final BundleReader reader;

  /** In which forms the bundle carries its policy, beside the sources. */
  public enum Target {
    PLAN,
    WASM,
    BOTH;

    /** What opa calls them. Of two, the later has the fuller manifest and is kept. */
    private List<String> forms() {
      return switch (this) {
        case PLAN -> List.of("plan");
        case WASM -> List.of("wasm");
        case BOTH -> List.of("plan", "wasm");
      };
    }
  }

  /**
   * A builder.
   *
   * @param reader reads sources and checks what was built; without keys
   */
  public BundleBuilder(OpaProgram opa, BundleReader reader) {
    this.opa = opa;
    this.reader = reader;
  }

  /**
   * The bundle's archive, read again and found good.
   *
   * @param source a folder, or an archive to build again
   * @param entrypoints such as {@code countersign/authz/decision}
   * @param revision empty: as the source's manifest says
   * @throws BundleException when the source is no bundle
   * @throws OpaRefusalException when it does not compile
   * @throws IOException when opa could not run
   */
  public byte[] build(Path source, List<String> entrypoints, Target target, String revision)
      throws BundleException, OpaRefusalException, IOException, InterruptedException {
    Bundle sources = reader.read(source);
    if (!sources.hasRego()) {
      throw new BundleException(
          sources.name(), "has no Rego source (*.rego): there is nothing to build");
    }
    SortedMap<String, byte[]> staged = staged(sources);
    SortedMap<String, byte[]> built = new TreeMap<>();
    try (WorkFolder work = new WorkFolder()) {
      Path folder = work.write("sources", staged);
      for (String form : target.forms()) {
        Path output = work.path(form + ".tar.gz");
        compile(folder, output, arguments(form, entrypoints, revision), work.path("messages"));
        Bundle compiled = reader.read(output);
        for (String path : compiled.paths()) {
          compiled.file(path).ifPresent(content -> built.put(path, content));
        }
      }
    }
    built.replaceAll((path, content) -> path.endsWith(".rego") ? staged.get(path) : content);
    byte[] archive = BundleWriter.archive(built);
    Bundle _ = reader.read(source.toString(), archive);
    return archive;
  }

  private static List<String> arguments(String form, List<String> entrypoints, String revision) {
    List<String> arguments = new ArrayList<>(List.of("build", "--bundle", ".", "--target=" + form));
    entrypoints.forEach(entrypoint -> arguments.add("--entrypoint=" + entrypoint));
    if (!revision.isEmpty()) {
      arguments.add("--revision=" + revision);
    }
    return arguments;
  }

  private void compile(Path folder, Path output, List<String> arguments, Path messages)
      throws OpaRefusalException, IOException, InterruptedException {
    List<String> all = new ArrayList<>(arguments);
    all.add("--output=" + output);
    if (opa.run(all, folder, messages, MAX_TIME) != 0) {
      String text = new String(Files.readAllBytes(messages), StandardCharsets.UTF_8).strip();
      throw new OpaRefusalException(text.substring(0, Math.min(text.length(), MAX_MESSAGE_LENGTH)));
    }
  }

  /** What opa is given: no tests, and nothing that an earlier build or signature made. */
  private static SortedMap<String, byte[]> staged(Bundle sources) throws BundleException {
    SortedMap<String, byte[]> staged = new TreeMap<>();
    for (String path : sources.paths()) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (name.startsWith("data.") || isRule(path)) {
        sources.file(path).ifPresent(content -> staged.put(path, content));
      }
    }
    byte[] manifest = sources.file(Manifest.FILE).orElse(null);
    if (manifest != null) {
      staged.put(Manifest.FILE, withoutModules(sources.name(), manifest));
    }
    return staged;
  }

  private static boolean isRule(String path) {
    return path.endsWith(".rego") && !path.endsWith("_test.rego");
  }

  private static byte[] withoutModules(String bundle, byte[] manifest) throws BundleException {
    try {
      if (JsonParser.parse(manifest) instanceof JsonObject object) {
        JsonObject.Builder rest = JsonObject.builder();
        object
            .members()
            .forEach((name, value) -> {
              if (!name.equals("wasm")) {
                rest.put(name, value);
              }
            });
        return CanonicalJson.bytes(rest.build());
      }
      return manifest;
    } catch (JsonSyntaxException e) {
      throw new BundleException(bundle, Manifest.FILE + " is not JSON: correct it", e);
    }
  }
}
