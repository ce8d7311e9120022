package io.countersign.service.command;

import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.BundleSigner;
import io.countersign.policy.bundle.SigningKey;
import io.countersign.policy.bundle.VerificationKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Signs a bundle. */
@Command(
    name = "sign",
    description =
        "Writes an OPA bundle with a signature over all of its files, as OPA itself signs.",
    mixinStandardHelpOptions = true)
final class BundleSignCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE-OR-DIR", description = "the bundle: a tar.gz or a folder")
  private Path bundle;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "the private key: PEM, PKCS #8, RSA or elliptic curve")
  private Path key;

  @Option(
      names = "--key-id",
      paramLabel = "ID",
      defaultValue = SigningKey.DEFAULT_ID,
      description = "what verifiers call the key; default: ${DEFAULT-VALUE}")
  private String keyId;

  @Option(
      names = "--algorithm",
      paramLabel = "ALG",
      description = "RS, PS or ES with 256, 384 or 512; default: RS256, or the curve's own")
  private @Nullable String algorithm;

  @Option(
      names = "--scope",
      paramLabel = "S",
      defaultValue = "",
      description = "what the signature is made for; default: no scope")
  private String scope;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "where to write the signed bundle, a tar.gz; may be the bundle's own file")
  private Path output;

  @Option(names = "--json", description = "prints the result as JSON")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (keyId.isBlank()) {
      throw new BadInputException("--key-id: is empty, and a signature without one never passes");
    }
    try {
      SigningKey signingKey = SigningKey.read(key, keyId, algorithm);
      BundleReader reader = new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
      byte[] signed = new BundleSigner(signingKey, scope).archive(reader.read(bundle));
      WrittenBundle written =
          WrittenBundle.write(output, signed, keyId + " " + signingKey.algorithm());
      spec.commandLine().getOut().println(json ? written.toJson() : written.toText());
      return ExitStatus.DONE;
    } catch (BundleException unusable) {
      throw new BadInputException(String.valueOf(unusable.getMessage()));
    }
  }
}
