package io.countersign.service.command;

import io.countersign.policy.BundleBuilder;
import io.countersign.policy.OpaRefusalException;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.BundleSigner;
import io.countersign.policy.bundle.SigningKey;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.CompiledPolicy;
import io.countersign.policy.rego.Engine;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Builds a bundle of Rego sources. */
@Command(
    name = "build",
    description = {
      "Builds an OPA bundle of Rego sources and data, without the tests (*_test.rego).",
      "Needs the opa program. Exit status 1: the sources do not compile, or no server would take the bundle."
    },
    mixinStandardHelpOptions = true)
final class BundleBuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE-OR-DIR",
      description = "the sources: a folder laid out as a bundle, or a bundle to build again")
  private Path sources;

  @Option(
      names = {"-e", "--entrypoint"},
      required = true,
      paramLabel = "P",
      description = "a rule that will be asked, such as app/authz/allow; may be repeated")
  private List<String> entrypoints;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      defaultValue = "bundle.tar.gz",
      description = "where to write the bundle; default: ${DEFAULT-VALUE}")
  private Path output;

  @Option(
      names = "--target",
      paramLabel = "plan|wasm|both",
      defaultValue = "plan",
      description = "what to compile to; default: ${DEFAULT-VALUE}")
  private BundleBuilder.Target target;

  @Option(
      names = "--revision",
      paramLabel = "R",
      defaultValue = "",
      description = "what decisions will call this version; default: as in .manifest")
  private String revision;

  @Option(
      names = "--signing-key",
      paramLabel = "FILE",
      description = "also signs: the private key, PEM, PKCS #8, RSA or elliptic curve")
  private @Nullable Path signingKey;

  @Option(
      names = "--key-id",
      paramLabel = "ID",
      defaultValue = SigningKey.DEFAULT_ID,
      description = "what verifiers call the signing key; default: ${DEFAULT-VALUE}")
  private String keyId;

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    BundleReader reader = new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
    try {
      SigningKey key = signingKey == null ? null : SigningKey.read(signingKey, keyId, null);
      byte[] archive =
          new BundleBuilder(Opa.onPath(), reader).build(sources, entrypoints, target, revision);
      Bundle built = reader.read(sources.toString(), archive);
      String problem = whyNoServerTakes(built, reader);
      if (problem != null) {
        return notBuilt(problem);
      }
      if (key != null) {
        archive = new BundleSigner(key, "").archive(built);
      }
      WrittenBundle written =
          WrittenBundle.write(output, archive, key == null ? "" : keyId + " " + key.algorithm());
      spec.commandLine().getOut().println(json ? written.toJson() : written.toText());
      return ExitStatus.DONE;
    } catch (BundleException unusable) {
      throw new BadInputException(String.valueOf(unusable.getMessage()));
    } catch (OpaRefusalException refused) {
      return notBuilt(String.valueOf(refused.getMessage()));
    }
  }

  /** What a server would say on activation, such as the place of a call that it refuses. */
  private @Nullable String whyNoServerTakes(Bundle built, BundleReader reader) {
    EvaluationLimits limits = EvaluationLimits.defaults();
    try (WasmEngine wasm = new WasmEngine(limits)) {
      PolicyLoader loader = new PolicyLoader(reader, wasm, limits, null);
      for (String entrypoint : entrypoints) {
        for (Engine engine : Engine.values()) {
          if (engine == Engine.PLAN ? built.hasPlan() : built.wasm().isPresent()) {
            CompiledPolicy _ = loader.compile(built, entrypoint, engine);
          }
        }
      }
      return null;
    } catch (BundleException refused) {
      return refused.getMessage();
    }
  }

  private int notBuilt(String problem) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(problem);
    err.println(sources + ": not built");
    return ExitStatus.NOT_SO;
  }
}
