package io.countersign.service.command;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleInspection;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a bundle holds. */
@Command(
    name = "inspect",
    description = "Shows what an OPA bundle holds, without using it.",
    mixinStandardHelpOptions = true)
final class BundleInspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE-OR-DIR", description = "the bundle: a tar.gz or a folder")
  private Path bundle;

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Override
  public Integer call() {
    BundleInspection found = inspect();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(CanonicalJson.text(toJson(found)));
    } else {
      print(found, out);
    }
    return ExitStatus.DONE;
  }

  private BundleInspection inspect() {
    try (WasmEngine engine = new WasmEngine(EvaluationLimits.defaults())) {
      BundleReader reader = new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
      return BundleInspection.of(reader.read(bundle), engine);
    } catch (BundleException unusable) {
      throw new BadInputException(String.valueOf(unusable.getMessage()));
    }
  }

  private static void print(BundleInspection found, PrintWriter out) {
    out.println("bundle       " + found.name());
    out.println("sha256       " + found.digest().hex());
    out.println("revision     " + orNone(found.manifest().revision()));
    out.println("roots        " + String.join(", ", found.manifest().roots()));
    out.println("carries      " + orNone(String.join(", ", found.contents())));
    out.println("entrypoints  " + orNone(String.join(", ", found.entrypoints())));
    out.println("built-ins    " + orNone(String.join(", ", found.requiredBuiltins())));
    out.println("signed       " + (found.signed() ? "yes (not verified here)" : "no"));
    out.println("data         " + found.dataBytes() + " bytes");
    out.println("archive      " + found.archiveBytes() + " bytes");
    found.fileBytes().forEach((path, size) -> out.printf(Locale.ROOT, "%12d  %s%n", size, path));
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }

  private static JsonObject toJson(BundleInspection found) {
    JsonObject.Builder files = JsonObject.builder();
    found.fileBytes().forEach(files::put);
    return JsonObject.builder()
        .put("bundle", found.name())
        .put("sha256", found.digest().hex())
        .put("revision", found.manifest().revision())
        .put("roots", JsonArray.ofStrings(found.manifest().roots()))
        .put("carries", JsonArray.ofStrings(found.contents()))
        .put("entrypoints", JsonArray.ofStrings(found.entrypoints()))
        .put("required_builtins", JsonArray.ofStrings(found.requiredBuiltins()))
        .put("signed", found.signed())
        .put("data_bytes", found.dataBytes())
        .put("archive_bytes", found.archiveBytes())
        .put("files", files.build())
        .build();
  }
}
