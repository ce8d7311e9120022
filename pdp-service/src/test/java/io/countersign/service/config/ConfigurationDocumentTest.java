package io.countersign.service.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/configuration.md");
  private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

  @Test
  void theDocumentNamesTheKeysThatAreReadAndNoOthers(@TempDir Path directory) throws Exception {
    TreeSet<String> read = new TreeSet<>();
    for (String text : List.of(SettingsReaderTest.WHOLE, SettingsReaderTest.REMOTE)) {
      Path path = Files.writeString(directory.resolve("c.yaml"), text);
      ConfigFile file = ConfigFile.read(path, Map.of());
      SettingsReader.read(file);
      read.addAll(file.values());
    }
    TreeSet<String> keys = new TreeSet<>();
    for (String key : read) {
      keys.add(
          key.replaceFirst("^countersign\\.", "")
              .replaceFirst("\\[\\d+]$", "")
              .replaceAll("\\[\\d+]", "[]")
              .replaceFirst(
                  "(verification-keys|policy\\.bundles|shadow\\.bundles|claims|subjects|vouches-for\\.[a-z]+)\\..*",
                  "$1.*"));
    }

    TreeSet<String> documented = new TreeSet<>();
    Matcher rows = ROW.matcher(Files.readString(DOCUMENT));
    while (rows.find()) {
      documented.add(rows.group(1));
    }
    assertEquals(keys, documented);
  }
}
