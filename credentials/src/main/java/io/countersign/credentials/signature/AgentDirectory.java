package io.countersign.credentials.signature;

import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.decision.Sha256;
import io.countersign.decision.SubjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A configured set of agents' public keys, and whom each key stands for. What a web site of agents
 * serves at {@code /.well-known/http-message-signatures-directory} is such a set; where a request
 * says that its keys are is never looked at.
 */
public final class AgentDirectory {
  private final String name;
  private final KeySource keys;
  private final Function<String, @Nullable SubjectId> subjects;

  private AgentDirectory(
      String name, KeySource keys, Function<String, @Nullable SubjectId> subjects) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a directory of agents needs a name");
    }
    this.name = name;
    this.keys = keys;
    this.subjects = subjects;
  }

  /** Each key is an agent of its own, known as {@code name#kid}. */
  public static AgentDirectory ofKeys(String name, KeySource keys) {
    return new AgentDirectory(name, keys, kid -> new SubjectId(name + "#" + kid, null));
  }

  /** Every key is the one agent's. */
  public static AgentDirectory ofAgent(String name, KeySource keys, SubjectId agent) {
    return new AgentDirectory(name, keys, kid -> agent);
  }

  /**
   * The keys are those of the agents that are listed; a key whose {@code kid} is not listed is
   * nobody's and is refused.
   *
   * @param agents by {@code kid}, such as SPIFFE IDs
   */
  public static AgentDirectory ofAgents(
      String name, KeySource keys, Map<String, SubjectId> agents) {
    Map<String, SubjectId> listed = Map.copyOf(agents);
    return new AgentDirectory(name, keys, listed::get);
  }

  /** Whose the key is; more than one when the directory has it under several names. */
  List<AgentKey> find(Sha256 thumbprint, Instant now) {
    return find(keys.keys(now), thumbprint, now);
  }

  /** As {@link #find} after the directory was asked again, as often as its source allows. */
  List<AgentKey> refetch(Sha256 thumbprint, Instant now) {
    return find(keys.refetched(now), thumbprint, now);
  }

  private List<AgentKey> find(KeySet set, Sha256 thumbprint, Instant now) {
    List<AgentKey> found = new ArrayList<>();
    for (Map.Entry<String, PublicJwk> entry : set.byId().entrySet()) {
      SubjectId subject = subjects.apply(entry.getKey());
      if (subject != null && entry.getValue().thumbprint().equals(thumbprint)) {
        found.add(new AgentKey(name, entry.getKey(), subject, entry.getValue(), set.age(now)));
      }
    }
    return found;
  }
}
