package io.countersign.policy.rego.jvm;

import java.lang.classfile.CodeBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the local variables of one function are: in those of its method, or, when the function is
 * so large that it becomes several methods, in an array that they share.
 */
final class Variables {
  /** The array, in every method of a function that has one. */
  static final int FRAME_SLOT = 1;

  private final Map<Integer, Integer> places = new HashMap<>();
  private final boolean inFrame;

  Variables(List<Integer> parameters, boolean inFrame) {
    this.inFrame = inFrame;
    parameters.forEach(this::place);
  }

  boolean inFrame() {
    return inFrame;
  }

  int count() {
    return places.size();
  }

  /** Reserves a place; all variables MUST have one before code is emitted. */
  int place(int local) {
    return places.computeIfAbsent(local, _ -> places.size());
  }

  /** The first slot of a method that is free for other things. */
  int firstFreeSlot() {
    return inFrame ? FRAME_SLOT + 1 : 1 + places.size();
  }

  void load(CodeBuilder code, int local) {
    if (inFrame) {
      code.aload(FRAME_SLOT).loadConstant(place(local)).aaload();
    } else {
      code.aload(1 + place(local));
    }
  }

  /** Stores what {@code value} puts on the stack. */
  void store(CodeBuilder code, int local, Runnable value) {
    if (inFrame) {
      code.aload(FRAME_SLOT).loadConstant(place(local));
      value.run();
      code.aastore();
    } else {
      value.run();
      code.astore(1 + place(local));
    }
  }
}
