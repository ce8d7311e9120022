package io.countersign.log.tlog;

import io.countersign.log.tlog.Fault.Kind;
import io.countersign.log.tlog.Fault.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gathers what is wrong. Records that are not where they belong are held back until the end: only
 * then can be said whether one that is missing here stands elsewhere.
 */
final class Damage {
  /** How many records out of place are held at most, some 20 MB. */
  private static final int MOST_HASHES = 100_000;

  private final int mostFaults;
  private final Set<Fault> faults = new LinkedHashSet<>();
  private final List<Place> places = new ArrayList<>();
  private int hashes;

  Damage(int mostFaults) {
    this.mostFaults = mostFaults;
  }

  /** A gap in a bundle: records that should be there, and those that are there in their place. */
  private record Place(String path, long first, List<Hash> missing, List<Hash> foreign) {}

  void add(Fault fault) {
    faults.add(fault);
  }

  void add(String path, long base, SequenceDiff.Gap gap, Hash[] signed, Hash[] stored) {
    Place place =
        new Place(
            path,
            base + gap.signedFrom(),
            Arrays.asList(Arrays.copyOfRange(signed, gap.signedFrom(), gap.signedTo())),
            Arrays.asList(Arrays.copyOfRange(stored, gap.storedFrom(), gap.storedTo())));
    places.add(place);
    hashes += place.missing.size() + place.foreign.size();
  }

  /** Whether there is no use in looking for more. */
  boolean isFull() {
    return faults.size() >= mostFaults || hashes >= MOST_HASHES;
  }

  boolean isNone() {
    return faults.isEmpty() && places.isEmpty();
  }

  /** All faults, in order, more than the most if there are. */
  List<Fault> all() {
    Map<Hash, Deque<Long>> missing = new HashMap<>();
    for (Place place : places) {
      for (int i = 0; i < place.missing.size(); i++) {
        missing
            .computeIfAbsent(place.missing.get(i), hash -> new ArrayDeque<>())
            .add(place.first + i);
      }
    }
    List<Fault> all = new ArrayList<>(faults);
    Set<Long> elsewhere = new LinkedHashSet<>();
    List<Integer> strangers = new ArrayList<>();
    for (Place place : places) {
      int unknown = 0;
      for (Hash hash : place.foreign) {
        Deque<Long> belongs = missing.get(hash);
        if (belongs == null || belongs.isEmpty()) {
          unknown++;
        } else {
          elsewhere.add(belongs.removeFirst());
        }
      }
      strangers.add(unknown);
    }
    for (int i = 0; i < places.size(); i++) {
      explain(places.get(i), strangers.get(i), elsewhere, all);
    }
    all.sort(
        Comparator.comparingLong((Fault fault) -> fault.records() == null ? -1 : start(fault))
            .thenComparing(Fault::where)
            .thenComparing(Fault::kind));
    return joined(all);
  }

  private static long start(Fault fault) {
    return fault.records() == null ? -1 : fault.records().first();
  }

  /** Of the records that are nowhere, as many were changed as there are strangers. */
  private static void explain(Place place, int strangers, Set<Long> elsewhere, List<Fault> all) {
    int unknown = strangers;
    for (int i = 0; i < place.missing.size(); i++) {
      long index = place.first + i;
      if (elsewhere.contains(index)) {
        all.add(fault(Kind.RECORDS_REORDERED, place, index));
      } else if (unknown > 0) {
        unknown--;
        all.add(fault(Kind.RECORD_CHANGED, place, index));
      } else {
        all.add(fault(Kind.RECORD_REMOVED, place, index));
      }
    }
    long next = place.first + place.missing.size();
    for (; unknown > 0; unknown--) {
      all.add(fault(Kind.RECORD_INSERTED, place, next));
    }
  }

  private static Fault fault(Kind kind, Place place, long index) {
    return new Fault(kind, place.path, new Span(index, index), "");
  }

  /** Neighbours that suffered the same become one fault. */
  private static List<Fault> joined(List<Fault> all) {
    List<Fault> joined = new ArrayList<>();
    for (Fault fault : all) {
      Fault before = joined.isEmpty() ? null : joined.getLast();
      if (before != null && joins(before, fault)) {
        joined.set(joined.size() - 1, join(before, fault));
      } else {
        joined.add(fault);
      }
    }
    joined.replaceAll(Damage::described);
    return joined;
  }

  private static boolean joins(Fault before, Fault fault) {
    Span one = before.records();
    Span next = fault.records();
    if (one == null || next == null || before.kind() != fault.kind()) {
      return false;
    }
    // Records that changed places are one fault though others stand right between them; a record
    // that is missing shifts one in each bundle that follows.
    return fault.kind() == Kind.RECORDS_REORDERED
        ? next.first() - one.last() <= 2L * TileLayout.WIDTH
        : before.where().equals(fault.where())
            && isAboutRecords(fault.kind())
            && next.first() <= one.last() + 1;
  }

  private static boolean isAboutRecords(Kind kind) {
    return switch (kind) {
      case RECORD_CHANGED,
          RECORD_REMOVED,
          RECORD_INSERTED,
          RECORD_NOT_CANONICAL,
          RECORD_OTHER_ORIGIN ->
          true;
      default -> false;
    };
  }

  private static Fault join(Fault before, Fault fault) {
    Span one = before.records();
    Span next = fault.records();
    return one == null || next == null
        ? before
        : new Fault(
            before.kind(), before.where(), new Span(one.first(), next.last()), before.what());
  }

  private static Fault described(Fault fault) {
    Span records = fault.records();
    if (records == null || !fault.what().isEmpty()) {
      return fault;
    }
    boolean one = records.first() == records.last();
    String which =
        one ? "record " + records.first() : "records " + records.first() + " to " + records.last();
    String what =
        switch (fault.kind()) {
          case RECORD_CHANGED -> which + (one ? " was changed" : " were changed");
          case RECORD_REMOVED -> which + (one ? " was removed" : " were removed");
          case RECORD_INSERTED -> "a record that the log never had stands before " + which;
          case RECORDS_REORDERED -> which + ": some stand in places of others";
          case RECORD_NOT_CANONICAL -> which + ": signed, but no canonical JSON object";
          case RECORD_OTHER_ORIGIN -> which + ": signed, but made by another log";
          default -> fault.kind().label();
        };
    return new Fault(fault.kind(), fault.where(), records, what);
  }
}
