package io.countersign.credentials.token;

import io.countersign.decision.Actor;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The claim {@code act} (RFC 8693 §4.1): the outermost acts now, the nested ones are history. */
final class ActorChain {
  static final int MAX_DEPTH = 8;

  private ActorChain() {}

  /**
   * Current actor first; empty list without {@code act}, empty when it is malformed or too deep.
   */
  static Optional<List<Actor>> of(JsonObject claims) {
    List<Actor> actors = new ArrayList<>();
    @Nullable JsonValue next = claims.get("act");
    while (next != null) {
      if (!(next instanceof JsonObject actor)
          || !(actor.get("sub") instanceof JsonString subject)
          || subject.value().isEmpty()
          || (actor.get("iss") != null && actor.string("iss").isEmpty())
          || actors.size() == MAX_DEPTH) {
        return Optional.empty();
      }
      actors.add(new Actor(subject.value(), actor.string("iss").orElse(null)));
      next = actor.get("act");
    }
    return Optional.of(List.copyOf(actors));
  }
}
