package io.countersign.credentials.evidence;

import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a platform's token says about where a workload runs. */
final class EvidenceClaims {
  private static final int MAX_TEXT = 2048;

  /** docs.github.com, "OpenID Connect reference"; names are given again, ids are not. */
  private static final List<String> GITHUB =
      List.of(
          "repository",
          "repository_id",
          "repository_owner",
          "repository_owner_id",
          "job_workflow_ref",
          "job_workflow_sha",
          "ref",
          "ref_type",
          "environment",
          "runner_environment",
          "event_name",
          "sha",
          "run_id",
          "run_attempt");

  private static final Set<String> GITHUB_IDS = Set.of("repository_id", "repository_owner_id");

  /** docs.gitlab.com, "ID token authentication", token payload. */
  private static final List<String> GITLAB =
      List.of(
          "project_id",
          "project_path",
          "namespace_id",
          "ci_config_ref_uri",
          "ci_config_sha",
          "ref",
          "ref_type",
          "ref_protected",
          "environment",
          "pipeline_id",
          "job_id",
          "pipeline_source",
          "runner_environment",
          "sha");

  private EvidenceClaims() {}

  /**
   * The facts; empty when a claim that identifies is not there, or one has another type than its
   * platform gives it.
   *
   * @param pointers for {@link EvidenceKind#CI}: the claim by the member's name
   */
  static Optional<JsonObject> read(
      EvidenceKind kind, JsonObject claims, Map<String, String> pointers) {
    return switch (kind) {
      case KUBERNETES -> kubernetes(claims);
      case GITHUB -> github(claims);
      case GITLAB -> gitlab(claims);
      case CI -> pointed(claims, pointers, true);
    };
  }

  /**
   * What the pointers name.
   *
   * @param all whether each must name something; otherwise what is missing is left out
   */
  static Optional<JsonObject> pointed(
      JsonObject claims, Map<String, String> pointers, boolean all) {
    JsonObject.Builder facts = JsonObject.builder();
    for (Map.Entry<String, String> member : pointers.entrySet()) {
      JsonValue found = JsonPointer.find(claims, member.getValue());
      if (found == null && !all) {
        continue;
      }
      String text = text(found);
      if (text == null) {
        return Optional.empty();
      }
      facts.put(member.getKey(), text);
    }
    return Optional.of(facts.build());
  }

  /** kubernetes.io/docs, "Managing Service Accounts": the token's claims and its subject agree. */
  private static Optional<JsonObject> kubernetes(JsonObject claims) {
    JsonObject place = claims.object("kubernetes.io").orElse(null);
    if (place == null) {
      return Optional.empty(); // also legacy tokens, which name no pod and never end
    }
    String namespace = string(place.get("namespace"));
    JsonObject account = place.object("serviceaccount").orElse(JsonObject.EMPTY);
    String name = string(account.get("name"));
    String uid = string(account.get("uid"));
    if (namespace == null
        || name == null
        || uid == null
        || !claims
            .string("sub")
            .orElse("")
            .equals("system:serviceaccount:" + namespace + ":" + name)) {
      return Optional.empty();
    }
    JsonObject.Builder facts =
        JsonObject.builder()
            .put("namespace", namespace)
            .put("service_account", name)
            .put("service_account_uid", uid);
    return named(place, "pod", facts) && named(place, "node", facts)
        ? Optional.of(facts.build())
        : Optional.empty();
  }

  /** Name and uid of what the token is bound to, when it is; false when only a part is there. */
  private static boolean named(JsonObject place, String what, JsonObject.Builder facts) {
    if (place.get(what) == null) {
      return true;
    }
    JsonObject object = place.object(what).orElse(JsonObject.EMPTY);
    String name = string(object.get("name"));
    String uid = string(object.get("uid"));
    facts.put(what, name).put(what + "_uid", uid);
    return name != null && uid != null;
  }

  private static Optional<JsonObject> github(JsonObject claims) {
    JsonObject.Builder facts = JsonObject.builder().put("provider", "github");
    for (String name : GITHUB) {
      String value = string(claims.get(name));
      boolean needed = GITHUB_IDS.contains(name) || name.equals("job_workflow_ref");
      if (value == null ? needed || claims.get(name) != null : !isId(name, value)) {
        return Optional.empty();
      }
      facts.put(name, value);
    }
    return Optional.of(facts.build());
  }

  private static boolean isId(String name, String value) {
    return !GITHUB_IDS.contains(name) || value.matches("[1-9]\\d{0,18}");
  }

  private static Optional<JsonObject> gitlab(JsonObject claims) {
    JsonObject.Builder facts = JsonObject.builder().put("provider", "gitlab");
    for (String name : GITLAB) {
      String value = string(claims.get(name));
      boolean needed = name.equals("project_id") || name.equals("ci_config_ref_uri");
      if (value == null ? needed || claims.get(name) != null : !isGitlab(name, value)) {
        return Optional.empty();
      }
      facts.put(name, value);
    }
    return Optional.of(facts.build());
  }

  private static boolean isGitlab(String name, String value) {
    return switch (name) {
      case "project_id" -> value.matches("[1-9]\\d{0,18}");
      case "ref_protected" -> value.equals("true") || value.equals("false");
      default -> true;
    };
  }

  private static @Nullable String string(@Nullable JsonValue value) {
    return value instanceof JsonString text
            && !text.value().isEmpty()
            && text.value().length() <= MAX_TEXT
        ? text.value()
        : null;
  }

  /** Strings, whole numbers and booleans as text, since registries hold text. */
  private static @Nullable String text(@Nullable JsonValue value) {
    return switch (value) {
      case JsonString text -> string(text);
      case JsonNumber number ->
          number.value().stripTrailingZeros().scale() <= 0 && number.value().precision() <= 19
              ? number.value().toBigInteger().toString()
              : null;
      case JsonBoolean flag -> Boolean.toString(flag.equals(JsonBoolean.TRUE));
      case null, default -> null;
    };
  }
}
