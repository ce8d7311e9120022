package io.countersign.service.command;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the input document that a command evaluates. */
final class PolicyInputFile {
  private PolicyInputFile() {}

  /** Its value; an empty object when no file is given. */
  static JsonValue read(@Nullable Path file) throws IOException {
    if (file == null) {
      return JsonObject.EMPTY;
    }
    try {
      return JsonParser.parse(Files.readAllBytes(file));
    } catch (JsonSyntaxException malformed) {
      throw new BadInputException(file + ": no JSON: " + malformed.getMessage());
    }
  }
}
