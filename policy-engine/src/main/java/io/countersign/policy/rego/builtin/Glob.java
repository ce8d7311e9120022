package io.countersign.policy.rego.builtin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A compiled glob: {@code *} and {@code ?} stop at delimiters, {@code **} does not, {@code [a-c]}
 * and {@code [!abc]} are classes, <code>{a,b}</code> are alternatives. It is a finite automaton
 * whose states are followed all at once, so that no pattern makes a match backtrack.
 */
final class Glob {
  private static final int MAX_LENGTH = 16_384;
  private static final int NEVER = -1;

  private final List<State> states = new ArrayList<>();
  private final Deque<Group> open = new ArrayDeque<>();
  private final int[] pattern;
  private final IntPredicate notDelimiter;
  private int at;
  private State last;

  /** A place in the pattern. */
  private static final class State {
    private final int index;
    private final List<State> free = new ArrayList<>(1);
    private @Nullable IntPredicate accepts;
    private @Nullable State next;

    State(int index) {
      this.index = index;
    }
  }

  private record Group(State start, List<State> ends) {}

  private Glob(String pattern, String delimiters) {
    this.pattern = pattern.codePoints().toArray();
    this.notDelimiter = c -> delimiters.indexOf(c) < 0;
    this.last = state();
  }

  /**
   * Compiles a pattern.
   *
   * @param delimiters each a code point
   * @throws BuiltinException when the pattern is malformed or too long
   */
  static Glob compile(EvaluationContext context, String pattern, String delimiters)
      throws BuiltinException {
    if (pattern.length() > MAX_LENGTH) {
      throw BuiltinException.of("glob: a pattern of more than " + MAX_LENGTH + " characters");
    }
    context.charge(10 + pattern.length());
    Glob glob = new Glob(pattern, delimiters);
    glob.parse();
    return glob;
  }

  private State state() {
    State state = new State(states.size());
    states.add(state);
    return state;
  }

  private void parse() throws BuiltinException {
    while (at < pattern.length) {
      int c = pattern[at++];
      switch (c) {
        case '?' -> term(notDelimiter);
        case '*' -> star();
        case '[' -> term(characterClass());
        case '{' -> open();
        case ',' -> alternative(c);
        case '}' -> close(c);
        case '\\' -> {
          if (at == pattern.length) {
            throw error("trailing backslash");
          }
          literal(pattern[at++]);
        }
        default -> literal(c);
      }
    }
    if (!open.isEmpty()) {
      throw error("unclosed `{`");
    }
  }

  private void literal(int wanted) {
    term(c -> c == wanted);
  }

  private void term(IntPredicate accepts) {
    State next = state();
    last.accepts = accepts;
    last.next = next;
    last = next;
  }

  private void star() {
    boolean all = at < pattern.length && pattern[at] == '*';
    if (all) {
      at++;
    }
    last.accepts = all ? c -> true : notDelimiter;
    last.next = last;
    State next = state();
    last.free.add(next);
    last = next;
  }

  private void open() {
    open.push(new Group(last, new ArrayList<>()));
    startAlternative(last);
  }

  private void startAlternative(State from) {
    State start = state();
    from.free.add(start);
    last = start;
  }

  private void alternative(int comma) {
    Group group = open.peek();
    if (group == null) {
      literal(comma);
      return;
    }
    group.ends().add(last);
    startAlternative(group.start());
  }

  private void close(int brace) {
    Group group = open.poll();
    if (group == null) {
      literal(brace);
      return;
    }
    group.ends().add(last);
    last = state();
    for (State end : group.ends()) {
      end.free.add(last);
    }
  }

  private IntPredicate characterClass() throws BuiltinException {
    int first = read();
    boolean not = first == '!';
    if (not) {
      first = read();
    }
    IntPredicate members;
    if (at < pattern.length && pattern[at] == '-') {
      at++;
      int low = first;
      int high = read();
      if (read() != ']') {
        throw error("expected close range character");
      }
      if (high < low) {
        throw error("range hi character is less than lo");
      }
      members = c -> c >= low && c <= high;
    } else {
      String listed = listed(first);
      members = c -> listed.indexOf(c) >= 0;
    }
    return not ? members.negate() : members;
  }

  /** The characters up to the closing bracket. */
  private String listed(int first) throws BuiltinException {
    StringBuilder listed = new StringBuilder();
    for (int c = first; c != ']'; c = read()) {
      listed.appendCodePoint(c == '\\' ? read() : c);
    }
    if (listed.isEmpty()) {
      throw error("could not parse range");
    }
    return listed.toString();
  }

  private int read() throws BuiltinException {
    if (at == pattern.length) {
      throw error("unexpected end of input");
    }
    return pattern[at++];
  }

  private BuiltinException error(String reason) {
    int bytes = new String(pattern, 0, at).getBytes(StandardCharsets.UTF_8).length;
    return BuiltinException.of("glob: syntax error at " + bytes + ": " + reason);
  }

  /** Whether the pattern matches the whole text. */
  boolean matches(EvaluationContext context, String text) {
    Walk walk = new Walk(states.size());
    walk.reach(states.getFirst());
    int position = 0;
    while (position < text.length() && !walk.isEmpty()) {
      context.charge(1 + walk.size() / 8);
      int c = text.codePointAt(position);
      position += Character.charCount(c);
      walk.step(c);
    }
    return walk.has(last);
  }

  /** The states that a text leads to. */
  private static final class Walk {
    private final int[] reachedIn;
    private final Deque<State> pending = new ArrayDeque<>();
    private List<State> reached = new ArrayList<>();
    private List<State> before = new ArrayList<>();
    private int round;

    Walk(int states) {
      reachedIn = new int[states];
      Arrays.fill(reachedIn, NEVER);
    }

    boolean isEmpty() {
      return reached.isEmpty();
    }

    int size() {
      return reached.size();
    }

    boolean has(State state) {
      return reachedIn[state.index] == round;
    }

    /** Adds a state and those that nothing is between. */
    void reach(State start) {
      pending.push(start);
      while (!pending.isEmpty()) {
        State state = pending.pop();
        if (reachedIn[state.index] != round) {
          reachedIn[state.index] = round;
          reached.add(state);
          state.free.forEach(pending::push);
        }
      }
    }

    void step(int c) {
      List<State> from = reached;
      reached = before;
      reached.clear();
      before = from;
      round++;
      for (State state : from) {
        State next = state.next;
        if (next != null && state.accepts != null && state.accepts.test(c)) {
          reach(next);
        }
      }
    }
  }
}
