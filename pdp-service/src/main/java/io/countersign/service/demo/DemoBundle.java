package io.countersign.service.demo;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The shipped policy with a registry of the demonstration's own. */
final class DemoBundle {
  private static final String SHIPPED = "/bundles/identity-bound-access/bundle.tar.gz";
  private static final String DATA = "data.json";

  private DemoBundle() {}

  /**
   * Writes the bundle as a folder.
   *
   * @param identities the registry: a JSON object keyed by subject id
   */
  static void writeTo(Path folder, String identities) throws IOException {
    Bundle shipped = shipped();
    for (String path : shipped.paths()) {
      byte[] content =
          shipped.file(path).orElseThrow(() -> new IllegalStateException("listed, not there"));
      Path file = folder.resolve(path);
      Files.createDirectories(file.resolveSibling("."));
      Files.write(file, content);
    }
    Files.writeString(
        folder.resolve(DATA), "{\"countersign\":{\"identities\":" + identities + "}}");
  }

  private static Bundle shipped() throws IOException {
    try (InputStream resource = DemoBundle.class.getResourceAsStream(SHIPPED)) {
      if (resource == null) {
        throw new IllegalStateException("built without the shipped bundle");
      }
      return new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE)
          .read(SHIPPED, resource.readAllBytes());
    } catch (BundleException unreadable) {
      throw new IllegalStateException("built with a broken bundle", unreadable);
    }
  }
}
