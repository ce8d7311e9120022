package io.countersign.service.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.replay.Replay.Example;
import io.countersign.replay.ReplayReport;
import io.countersign.replay.WhatIf;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayTextTest {
  @Test
  void whatRequestsBroughtCannotMoveTheTerminalsCursor() {
    WhatIf report =
        new WhatIf(
            1,
            3,
            Map.of(),
            Map.of("ALLOWED -> NO_GRANT", 3L),
            Map.of("ALLOWED -> NO_GRANT", List.of(new Example(7, "019cb7c1"))),
            Map.of("spiffe://prod.example/\u001b[2J", 2L, "spiffe://prod.example/b", 1L),
            Map.of("GET ledger/\n0 decisions would change", 3L));

    assertEquals(
        """
        reason
          3  ALLOWED -> NO_GRANT
          ALLOWED -> NO_GRANT: 019cb7c1
        subject
          2  "spiffe://prod.example/\\u001b[2J"
          1  spiffe://prod.example/b
        route
          3  GET "ledger/\\n0" decisions would change
        3 decisions would change, 1 would not\
        """,
        ReplayText.of(report, false));
  }

  @Test
  void alarmsBeyondTheNamedOnesAreCounted() {
    ReplayReport report =
        new ReplayReport(
            5,
            3,
            Map.of("DEADLINE_EXCEEDED", 2L),
            List.of(new ReplayReport.Difference(4, "019cb7c1", "recorded reasons [\u202e]")));

    assertEquals(
        """
        DIFFERS  record 4 019cb7c1: recorded reasons "[\\u202e]"
        DIFFERS  2 more records
        set aside
          2  DEADLINE_EXCEEDED
        5 decisions agree, 3 differ\
        """,
        ReplayText.of(report, false));
  }
}
