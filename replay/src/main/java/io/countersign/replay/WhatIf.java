package io.countersign.replay;

import io.countersign.decision.json.JsonObject;
import io.countersign.replay.Replay.Example;
import io.countersign.replay.ReplayReport.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What another policy would have said.
 *
 * @param same how many decisions would have the same reason
 * @param changed how many would not
 * @param setAside how many policy was not asked about, by why
 * @param changes of those that would change, by {@code OLD -> NEW}
 * @param examples some of each of {@code changes}
 * @param subjects how many would change, by subject
 * @param routes how many would change, by method, service and path
 */
public record WhatIf(
    long same,
    long changed,
    Map<String, Long> setAside,
    Map<String, Long> changes,
    Map<String, List<Example>> examples,
    Map<String, Long> subjects,
    Map<String, Long> routes) {
  public WhatIf {
    setAside = Map.copyOf(setAside);
    changes = Map.copyOf(changes);
    examples = Map.copyOf(examples);
    subjects = Map.copyOf(subjects);
    routes = Map.copyOf(routes);
  }

  /** Counts, for several threads. */
  static final class Collector implements Replay.Counts {
    private final LongAdder same = new LongAdder();
    private final LongAdder changed = new LongAdder();
    private final Tally setAside = new Tally();
    private final Tally changes = new Tally();
    private final Tally subjects = new Tally();
    private final Tally routes = new Tally();
    private final ConcurrentMap<String, List<Example>> examples = new ConcurrentHashMap<>();

    void compare(long index, RecordedDecision decision, Outcome other) {
      Outcome recorded = decision.outcome();
      if (recorded.decision().equals(other.decision())
          && recorded.reason().equals(other.reason())) {
        same.increment();
        return;
      }
      changed.increment();
      String change = recorded.reason() + " -> " + other.reason();
      changes.add(change);
      Replay.addExample(
          examples.computeIfAbsent(change, absent -> new ArrayList<>()),
          new Example(index, decision.id()));
      subjects.add(
          decision
              .record()
              .object("subject")
              .flatMap(known -> known.string("id"))
              .orElse("nobody"));
      routes.add(route(decision.record()));
    }

    private static String route(JsonObject record) {
      JsonObject request = record.object("request").orElse(JsonObject.EMPTY);
      String service =
          record.object("destination").flatMap(known -> known.string("service")).orElse("");
      return String.join(
          " ", request.string("method").orElse(""), service + request.string("path").orElse(""));
    }

    @Override
    public void setAside(String why) {
      setAside.add(why);
    }

    @Override
    public void malformed(long index, String what) {
      setAside.add("the record " + what);
    }

    WhatIf report() {
      Map<String, List<Example>> copies = new HashMap<>();
      examples.forEach((change, some) -> copies.put(change, List.copyOf(some)));
      return new WhatIf(
          same.sum(),
          changed.sum(),
          setAside.counts(),
          changes.counts(),
          copies,
          subjects.counts(),
          routes.counts());
    }
  }
}
