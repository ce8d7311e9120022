package io.countersign.service.command;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.BundleVerification;
import io.countersign.policy.bundle.VerificationKeys;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a bundle's signature. */
@Command(
    name = "verify",
    description = {
      "Checks that one of the keys signed exactly the files of an OPA bundle.",
      "Exit status 1: it did not, or the bundle is not signed."
    },
    mixinStandardHelpOptions = true)
final class BundleVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE-OR-DIR", description = "the bundle: a tar.gz or a folder")
  private Path bundle;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "ID=FILE",
      description = "a public key (PEM) and the id that signatures name it by; may be repeated")
  private Map<String, Path> keys;

  @Option(
      names = "--scope",
      paramLabel = "S",
      defaultValue = "",
      description = "what the signature must have been made for; default: no scope")
  private String scope;

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Bundle read = read();
    VerificationKeys known = knownKeys();
    try {
      BundleVerification found = BundleVerification.of(read, known, scope);
      if (json) {
        out.println(CanonicalJson.text(toJson(read, found)));
      } else {
        print(read, found, out);
      }
      return ExitStatus.DONE;
    } catch (BundleException refused) {
      String problem = String.valueOf(refused.getMessage());
      out.println(
          json
              ? CanonicalJson.text(
                  JsonObject.builder().put("verified", false).put("problem", problem).build())
              : "bundle NOT VERIFIED: " + problem);
      return ExitStatus.NOT_SO;
    }
  }

  private Bundle read() {
    try {
      return new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE).read(bundle);
    } catch (BundleException unusable) {
      throw new BadInputException(String.valueOf(unusable.getMessage()));
    }
  }

  private VerificationKeys knownKeys() {
    try {
      return VerificationKeys.read(keys);
    } catch (BundleException unusable) {
      throw new BadInputException("--key: " + unusable.getMessage());
    }
  }

  private static void print(Bundle bundle, BundleVerification found, PrintWriter out) {
    out.println("bundle verified: " + bundle.name());
    out.println("sha256     " + bundle.digest().hex());
    out.println("key        " + found.keyId() + " (" + found.algorithm() + ")");
    out.println("scope      " + (found.scope().isEmpty() ? "none" : found.scope()));
    out.println("covers     " + found.files().size() + " files");
    found.files().forEach((path, algorithm) -> out.println("  " + algorithm + "  " + path));
  }

  private static JsonObject toJson(Bundle bundle, BundleVerification found) {
    return JsonObject.builder()
        .put("verified", true)
        .put("bundle", bundle.name())
        .put("sha256", bundle.digest().hex())
        .put("key", found.keyId())
        .put("algorithm", found.algorithm())
        .put("scope", found.scope())
        .put("files", JsonArray.ofStrings(found.files().keySet()))
        .build();
  }
}
