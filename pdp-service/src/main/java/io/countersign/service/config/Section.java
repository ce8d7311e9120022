package io.countersign.service.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One section of the configuration. A value that cannot be read is noted as a problem and a
 * harmless one stands in, so that the reading goes on; {@link ConfigFile#finish} then refuses the
 * whole.
 */
final class Section {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private static final String WORKLOAD_SOCKET = "workload-api:unix://";

  private final ConfigFile file;
  private final String name;

  Section(ConfigFile file, String name) {
    this.file = file;
    this.name = name;
    file.section(name);
  }

  Section section(String key) {
    return new Section(file, name(key));
  }

  List<Section> sections(String key) {
    file.section(name(key));
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < file.size(name(key)); i++) {
      sections.add(new Section(file, name(key) + "[" + i + "]"));
    }
    return sections;
  }

  String required(String key) {
    String value = file.value(name(key));
    if (value == null) {
      problem(key, "missing");
      return "";
    }
    return value;
  }

  String text(String key, String otherwise) {
    String value = file.value(name(key));
    return value == null ? otherwise : value;
  }

  boolean flag(String key, boolean otherwise) {
    return switch (text(key, Boolean.toString(otherwise))) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problem(key, "is neither true nor false");
        yield otherwise;
      }
    };
  }

  /** A whole number above zero. */
  int count(String key, int otherwise) {
    String value = file.value(name(key));
    if (value == null) {
      return otherwise;
    }
    if (!value.matches("[1-9]\\d{0,8}")) {
      problem(key, "\"" + value + "\" is no whole number from 1 to 999999999");
      return otherwise;
    }
    return Integer.parseInt(value);
  }

  /** A list of strings; as an environment variable its elements are separated by commas. */
  List<String> texts(String key) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < file.size(name(key)); i++) {
      String value = file.value(name(key) + "[" + i + "]");
      if (value == null) {
        file.problem(name(key) + "[" + i + "]", "missing");
      } else {
        elements.add(value);
      }
    }
    String whole = file.value(name(key));
    return whole == null ? elements : List.of(whole.split("\\s*,\\s*"));
  }

  List<String> requiredTexts(String key) {
    List<String> values = texts(key);
    if (values.isEmpty()) {
      problem(key, "needs at least one element");
    }
    return values;
  }

  Duration duration(String key, Duration otherwise) {
    String value = file.value(name(key));
    if (value == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      problem(key, "\"" + value + "\" is no duration: write a number and ms, s, m, h or d");
      return otherwise;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  <E extends Enum<E>> E oneOf(String key, E otherwise) {
    String value = file.value(name(key));
    if (value == null) {
      return otherwise;
    }
    EnumSet<E> choices = EnumSet.allOf(otherwise.getDeclaringClass());
    for (E choice : choices) {
      if (word(choice).equals(value)) {
        return choice;
      }
    }
    String words = choices.stream().map(Section::word).collect(Collectors.joining(", "));
    problem(key, "\"" + value + "\" is none of: " + words);
    return otherwise;
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  HostPort address(String key, HostPort otherwise) {
    String value = file.value(name(key));
    if (value == null) {
      return otherwise;
    }
    try {
      return HostPort.parse(value);
    } catch (IllegalArgumentException malformed) {
      problem(key, "\"" + value + "\" " + malformed.getMessage());
      return otherwise;
    }
  }

  URI origin(String key, String value) {
    try {
      URI uri = new URI(value);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      boolean bare = uri.getRawPath().isEmpty() && uri.getRawQuery() == null;
      if (web && bare && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException malformed) {
      // said below
    }
    problem(key, "\"" + value + "\" is no origin: write scheme and host, https://orders.example");
    return URI.create("https://invalid.example");
  }

  /** A {@code file:} location, relative to the configuration file; null when absent. */
  @Nullable Path file(String key) {
    String value = file.value(name(key));
    return value == null ? null : path(key, value);
  }

  Path requiredFile(String key) {
    String value = required(key);
    return value.isEmpty() ? file.directory() : path(key, value);
  }

  /** Beside {@code file:} and {@code https:}, what a location may be. */
  enum Place {
    /** {@code discover}. */
    METADATA,
    /** {@code workload-api}, or {@code workload-api:unix:///PATH}. */
    WORKLOAD_API
  }

  /** Where something comes from. */
  Location requiredLocation(String key, Place... others) {
    String value = required(key);
    return value.isEmpty() ? new Location.OfFile(file.directory()) : location(key, value, others);
  }

  /** Several of them. */
  List<Location> locations(String key) {
    return texts(key).stream().map(value -> location(key, value)).toList();
  }

  private Location location(String key, String value, Place... others) {
    Set<Place> also = others.length == 0 ? Set.of() : EnumSet.copyOf(Arrays.asList(others));
    if (value.startsWith("https:")) {
      return new Location.OfHttps(checked(key, value, List.of("https")));
    }
    if (value.equals("discover") && also.contains(Place.METADATA)) {
      return new Location.OfMetadata();
    }
    if (value.equals("workload-api") && also.contains(Place.WORKLOAD_API)) {
      return new Location.OfWorkloadApi(null);
    }
    if (value.startsWith(WORKLOAD_SOCKET) && also.contains(Place.WORKLOAD_API)) {
      return new Location.OfWorkloadApi(Path.of(value.substring(WORKLOAD_SOCKET.length())));
    }
    if (!value.startsWith("file:")) {
      String more =
          (also.contains(Place.METADATA) ? ", discover" : "")
              + (also.contains(Place.WORKLOAD_API) ? ", workload-api" : "");
      problem(key, "\"" + value + "\" is no location: write file:PATH, https://…" + more);
      return new Location.OfFile(file.directory());
    }
    return new Location.OfFile(path(key, value));
  }

  /** An absolute URI that must be there and have a host. */
  URI https(String key) {
    return uri(key, "https");
  }

  /** Where answers are signed, so that http does. */
  URI web(String key) {
    return uri(key, "https", "http");
  }

  /** An absolute URI of one of the schemes. */
  URI uri(String key, String... schemes) {
    String value = required(key);
    return value.isEmpty()
        ? URI.create("https://invalid.example")
        : checked(key, value, List.of(schemes));
  }

  private URI checked(String key, String value, List<String> schemes) {
    try {
      URI uri = new URI(value);
      boolean known = schemes.contains(String.valueOf(uri.getScheme()));
      if (known && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException malformed) {
      // said below
    }
    problem(
        key,
        "\""
            + value
            + "\" is no URI of "
            + String.join(" or ", schemes)
            + " with a host and without a user");
    return URI.create("https://invalid.example");
  }

  /** JSON pointers (RFC 6901) by names that the user chose. */
  Map<String, String> pointers(String key) {
    Map<String, String> pointers = words(key);
    pointers.forEach((member, pointer) -> {
      if (!pointer.startsWith("/") || pointer.matches(".*~([^01].*|$)")) {
        problem(key + "." + member, "\"" + pointer + "\" is no JSON pointer: write /claim/member");
      }
    });
    return pointers;
  }

  /** Words by names that the user chose. */
  Map<String, String> words(String key) {
    return named(key, Section::required);
  }

  /** A plain path, relative to the configuration file. */
  Path directory(String key, String otherwise) {
    return file.directory().resolve(text(key, otherwise)).normalize();
  }

  Path file(String key, String otherwise) {
    return path(key, text(key, otherwise));
  }

  private Path path(String key, String location) {
    if (!location.startsWith("file:")) {
      problem(key, "\"" + location + "\" is not supported here: write file:PATH");
      return file.directory();
    }
    String path = location.substring("file:".length());
    return file.directory().resolve(path.startsWith("//") ? path.substring(2) : path).normalize();
  }

  /** Files by names that the user chose. */
  Map<String, Path> files(String key) {
    return named(key, Section::requiredFile);
  }

  /** Locations by names that the user chose. */
  Map<String, Location> namedLocations(String key) {
    return named(key, (section, word) -> section.requiredLocation(word));
  }

  private <T> Map<String, T> named(String key, BiFunction<Section, String, T> value) {
    file.section(name(key));
    Map<String, T> values = new LinkedHashMap<>();
    Section section = new Section(file, name(key));
    file.names(name(key)).forEach(word -> values.put(word, value.apply(section, word)));
    return values;
  }

  boolean isPresent(String key) {
    return file.isPresent(name(key));
  }

  void problem(String key, String what) {
    file.problem(name(key), what);
  }

  private String name(String key) {
    return name + "." + key;
  }
}
