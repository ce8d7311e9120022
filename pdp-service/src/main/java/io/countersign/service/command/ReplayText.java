package io.countersign.service.command;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import io.countersign.replay.Replay.Example;
import io.countersign.replay.ReplayReport;
import io.countersign.replay.WhatIf;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a replay found, for people and as JSON. For people, what records hold is quoted wherever it
 * is not plain text, as {@link RecordText} does.
 */
final class ReplayText {
  /** Subjects and routes beyond these are in the JSON alone. */
  private static final int MAX_LINES = 20;

  private ReplayText() {}

  static String of(ReplayReport report, boolean json) {
    return json ? CanonicalJson.text(toJson(report)) : toText(report);
  }

  static String of(WhatIf report, boolean json) {
    return json ? CanonicalJson.text(toJson(report)) : toText(report);
  }

  private static String toText(ReplayReport report) {
    StringBuilder text = new StringBuilder();
    for (ReplayReport.Difference each : report.differences()) {
      text.append("DIFFERS  record ").append(each.index()).append(' ');
      text.append(RecordText.plain(each.id())).append(": ").append(words(each.what())).append('\n');
    }
    long unnamed = report.differed() - report.differences().size();
    if (unnamed > 0) {
      text.append("DIFFERS  ").append(unnamed).append(" more records\n");
    }
    append(text, "set aside", report.setAside());
    return text.append(report.agreed())
        .append(" decisions agree, ")
        .append(report.differed())
        .append(" differ")
        .toString();
  }

  private static String toText(WhatIf report) {
    StringBuilder text = new StringBuilder();
    append(text, "reason", report.changes());
    new TreeMap<>(report.examples())
        .forEach((change, examples) ->
            text.append("  ")
                .append(words(change))
                .append(": ")
                .append(
                    examples.stream()
                        .map(each -> RecordText.plain(each.id()))
                        .collect(Collectors.joining(", ")))
                .append('\n'));
    append(text, "subject", report.subjects());
    append(text, "route", report.routes());
    append(text, "set aside", report.setAside());
    return text.append(report.changed())
        .append(" decisions would change, ")
        .append(report.same())
        .append(" would not")
        .toString();
  }

  /** The most frequent first. */
  private static void append(StringBuilder text, String title, Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return;
    }
    text.append(title).append('\n');
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MAX_LINES)
        .forEach(each ->
            text.append("  ")
                .append(each.getValue())
                .append("  ")
                .append(words(each.getKey()))
                .append('\n'));
    if (counts.size() > MAX_LINES) {
      text.append("  and ").append(counts.size() - MAX_LINES).append(" more\n");
    }
  }

  /** Each word as it is when it is plain, else quoted. */
  private static String words(String text) {
    return Arrays.stream(text.split(" ", -1))
        .map(word -> word.isEmpty() ? word : RecordText.plain(word))
        .collect(Collectors.joining(" "));
  }

  private static JsonObject toJson(ReplayReport report) {
    return JsonObject.builder()
        .put("agreed", report.agreed())
        .put("differed", report.differed())
        .put("set_aside", counts(report.setAside()))
        .put(
            "differences",
            array(
                report.differences(),
                each ->
                    JsonObject.builder()
                        .put("index", each.index())
                        .put("id", each.id())
                        .put("what", each.what())
                        .build()))
        .build();
  }

  private static JsonObject toJson(WhatIf report) {
    JsonObject.Builder examples = JsonObject.builder();
    report
        .examples()
        .forEach((change, some) -> examples.put(change, array(some, ReplayText::toJson)));
    return JsonObject.builder()
        .put("same", report.same())
        .put("changed", report.changed())
        .put("changes", counts(report.changes()))
        .put("examples", examples.build())
        .put("subjects", counts(report.subjects()))
        .put("routes", counts(report.routes()))
        .put("set_aside", counts(report.setAside()))
        .build();
  }

  private static JsonObject toJson(Example example) {
    return JsonObject.builder().put("index", example.index()).put("id", example.id()).build();
  }

  private static JsonObject counts(Map<String, Long> counts) {
    JsonObject.Builder json = JsonObject.builder();
    counts.forEach(json::put);
    return json.build();
  }

  private static <T> JsonArray array(List<T> values, Function<T, JsonValue> toJson) {
    return new JsonArray(values.stream().map(toJson).toList());
  }
}
