package io.countersign.service.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file while it is read: hands out values, and collects what is wrong with them, so
 * that all of it can be said at once.
 */
final class ConfigFile {
  private static final long MAX_BYTES = 1 << 20;
  private static final int FILE_ORDINAL = 110;
  private static final int ENVIRONMENT_ORDINAL = 300;

  private final Path path;
  private final YamlText text;
  private final SmallRyeConfig config;
  private final Map<String, String> environment;
  private final Set<String> known = new HashSet<>();
  private final Set<String> values = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigFile(Path path, YamlText text, Map<String, String> environment) {
    this.path = path;
    this.text = text;
    this.environment = environment;
    Map<String, String> given = new HashMap<>();
    text.entries().forEach((name, entry) -> given.put(name, entry.value()));
    this.config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(given, path.toString(), FILE_ORDINAL))
            .withSources(new EnvConfigSource(environment, ENVIRONMENT_ORDINAL))
            .build();
  }

  static ConfigFile read(Path path, Map<String, String> environment) throws ConfigurationException {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new ConfigurationException(
            List.of(path + ": larger than 1 MiB: not a configuration"));
      }
      return new ConfigFile(
          path, YamlText.parse(path.toString(), Files.readString(path)), environment);
    } catch (CharacterCodingException notUtf8) {
      throw new ConfigurationException(List.of(path + ": not UTF-8 text"));
    } catch (IOException unreadable) {
      throw new ConfigurationException(
          List.of(path + ": cannot be read: name an existing, readable file with --config"));
    }
  }

  /** The directory that relative paths start from. */
  Path directory() {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }

  /** The value with environment variables and {@code ${…}} applied; null when there is none. */
  @Nullable String value(String name) {
    known.add(name);
    values.add(name);
    try {
      String value = config.getConfigValue(name).getValue();
      return value == null || value.isEmpty() ? null : value;
    } catch (RuntimeException unresolved) {
      problem(
          name, "has a ${…} that cannot be resolved: set it, or give a default ${name:default}");
      return null;
    }
  }

  /** The names of all values that were asked for. */
  Set<String> values() {
    return Set.copyOf(values);
  }

  /** How many elements a list has: those of the file, and those the environment adds. */
  int size(String list) {
    int size = 0;
    while (isPresent(list + "[" + size + "]")) {
      size++;
    }
    return size;
  }

  /** Whether the key, or one below it, is given. */
  boolean isPresent(String name) {
    return text.entries().keySet().stream().anyMatch(given -> isAtOrBelow(given, name))
        || environment.keySet().stream().anyMatch(given -> given.startsWith(variable(name)));
  }

  /** The keys of a section whose keys are the user's own words. */
  List<String> names(String section) {
    return text.entries().keySet().stream()
        .filter(given -> given.startsWith(section + "."))
        .map(given -> given.substring(section.length() + 1))
        .toList();
  }

  /** Remembers a section; a value where keys should be is a problem. */
  void section(String name) {
    YamlText.Entry entry = text.entries().get(name);
    if (entry != null) {
      known.add(name);
      if (!entry.value().isEmpty()) {
        problem(name, "needs keys below it, not a value");
      }
    }
  }

  void problem(String name, String what) {
    problems.add(place(name) + ": " + name + ": " + what);
  }

  /** Ends the reading: every key that nobody asked for is a problem too. */
  void finish() throws ConfigurationException {
    text.entries().keySet().stream()
        .filter(given -> !known.contains(given))
        .forEach(given -> problem(given, "unknown key" + Suggestion.among(known, given)));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private String place(String name) {
    if (environment.containsKey(variable(name))) {
      return "environment variable " + variable(name);
    }
    String at = name;
    while (!at.isEmpty()) {
      OptionalInt line = line(at);
      if (line.isPresent()) {
        return path + ":" + line.getAsInt();
      }
      at = at.substring(0, Math.max(at.lastIndexOf('.'), 0)); // what is missing is missing there
    }
    return path.toString();
  }

  /** Of the key, or of the first one below it. */
  private OptionalInt line(String name) {
    return text.entries().entrySet().stream()
        .filter(given -> isAtOrBelow(given.getKey(), name))
        .mapToInt(given -> given.getValue().line())
        .min();
  }

  private static boolean isAtOrBelow(String given, String name) {
    return given.equals(name) || given.startsWith(name + ".") || given.startsWith(name + "[");
  }

  /** The environment variable of a key, as MicroProfile Config names it. */
  private static String variable(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
