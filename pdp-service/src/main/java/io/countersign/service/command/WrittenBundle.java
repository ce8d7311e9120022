package io.countersign.service.command;

import io.countersign.decision.Sha256;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A bundle that a command wrote.
 *
 * @param sha256 the digest of the file, by which decisions name the bundle
 * @param signature who signed it and how; empty when nobody did
 */
record WrittenBundle(Path file, long bytes, Sha256 sha256, String signature) {

  /** Writes the file at once: a server that watches it never reads half of it. */
  static WrittenBundle write(Path file, byte[] archive, String signature) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new BadInputException(file + ": there is no such folder to write to: make it first");
    }
    if (Files.isDirectory(file)) {
      throw new BadInputException(file + ": is a folder: name the file to write");
    }
    Path unfinished = Files.createTempFile(folder, ".bundle", ".tmp");
    try {
      Files.write(unfinished, archive);
      if (Files.getFileStore(unfinished).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    return new WrittenBundle(file, archive.length, Sha256.of(archive), signature);
  }

  String toText() {
    return "wrote "
        + file
        + " ("
        + bytes
        + " bytes, "
        + (signature.isEmpty() ? "not signed" : "signed: " + signature)
        + ")\nsha256 "
        + sha256.hex();
  }

  String toJson() {
    return CanonicalJson.text(
        JsonObject.builder()
            .put("bundle", file.toString())
            .put("bytes", bytes)
            .put("sha256", sha256.hex())
            .put("signature", signature.isEmpty() ? null : signature)
            .build());
  }
}
