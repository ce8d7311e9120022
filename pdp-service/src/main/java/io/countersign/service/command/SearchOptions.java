package io.countersign.service.command;

import io.countersign.log.search.RecordField;
import io.countersign.log.search.RecordQuery;
import io.countersign.log.search.TextPattern;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records are wanted. */
final class SearchOptions {
  private static final Pattern AGO = Pattern.compile("([0-9]{1,9})([smhd])");

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "RFC 3339, a date (UTC), or how long ago: 90s, 15m, 2h, 7d")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "before that; as for --since")
  private @Nullable String until;

  @Option(names = "--subject", paramLabel = "ID", description = "the caller's identity")
  private List<String> subjects = List.of();

  @Option(names = "--actor", paramLabel = "ID", description = "who acted for the subject")
  private List<String> actors = List.of();

  @Option(names = "--owner", paramLabel = "NAME", description = "who answers for the subject")
  private List<String> owners = List.of();

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "the caller's service, or the one called")
  private List<String> services = List.of();

  @Option(
      names = "--action",
      paramLabel = "NAME",
      description = "the HTTP method, or the MCP method or tool")
  private List<String> actions = List.of();

  @Option(names = "--resource", paramLabel = "PATH", description = "the path, without the query")
  private List<String> resources = List.of();

  @Option(names = "--decision", paramLabel = "allow|deny", description = "what was answered")
  private List<String> decisions = List.of();

  @Option(names = "--reason", paramLabel = "CODE", description = "one of the reason codes")
  private List<String> reasons = List.of();

  @Option(names = "--txn", paramLabel = "ID", description = "the transaction")
  private List<String> txns = List.of();

  @Option(names = "--session", paramLabel = "ID", description = "the agent's or prompt's session")
  private List<String> sessions = List.of();

  @Option(
      names = "--thumbprint",
      paramLabel = "VALUE",
      description = "of the certificate (SHA-256, hex) or of a key (RFC 7638)")
  private List<String> thumbprints = List.of();

  @Option(names = "--serial", paramLabel = "HEX", description = "the certificate's serial number")
  private List<String> serials = List.of();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "decision, started, stopped, bundle-activated, …")
  private List<String> types = List.of();

  /** The query; {@code now} is what "ago" counts from. */
  RecordQuery query(Instant now) {
    if (!List.of("allow", "deny").containsAll(decisions)) {
      throw new BadInputException("--decision: is allow or deny");
    }
    Map<RecordField, List<TextPattern>> wanted = new EnumMap<>(RecordField.class);
    want(wanted, RecordField.SUBJECT, subjects);
    want(wanted, RecordField.ACTOR, actors);
    want(wanted, RecordField.OWNER, owners);
    want(wanted, RecordField.SERVICE, services);
    want(wanted, RecordField.ACTION, actions);
    want(wanted, RecordField.RESOURCE, resources);
    want(wanted, RecordField.DECISION, decisions);
    want(wanted, RecordField.REASON, reasons);
    want(wanted, RecordField.TXN, txns);
    want(wanted, RecordField.SESSION, sessions);
    want(wanted, RecordField.THUMBPRINT, thumbprints);
    want(wanted, RecordField.SERIAL, serials);
    want(wanted, RecordField.TYPE, types);
    return new RecordQuery(
        wanted,
        since == null ? null : time("--since", since, now),
        until == null ? null : time("--until", until, now));
  }

  private static void want(
      Map<RecordField, List<TextPattern>> wanted, RecordField field, List<String> values) {
    if (!values.isEmpty()) {
      try {
        wanted.put(field, values.stream().map(TextPattern::of).toList());
      } catch (IllegalArgumentException noText) {
        throw new BadInputException(
            "--" + field.name().toLowerCase(Locale.ROOT) + ": is no Unicode text");
      }
    }
  }

  /** A moment as people write it; {@code now} is what "ago" counts from. */
  static Instant time(String option, String text, Instant now) {
    try {
      Matcher ago = AGO.matcher(text);
      if (ago.matches()) {
        return now.minus(duration(Long.parseLong(ago.group(1)), ago.group(2)));
      }
      return text.length() == "2026-03-04".length()
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException | ArithmeticException malformed) {
      throw new BadInputException(
          option
              + ": \""
              + text
              + "\" is no time: write 2026-03-04T05:06:07Z, 2026-03-04, or 2h for two hours ago");
    }
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
