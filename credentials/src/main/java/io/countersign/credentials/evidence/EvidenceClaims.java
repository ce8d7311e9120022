package io.countersign.credentials.evidence;

import io.countersign.decision.json.JsonNull;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a token of a platform says about where its holder runs. */
final class EvidenceClaims {
  private static final int MAX_LENGTH = 2048;
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,20}");

  /** The subject that names owner and repository with their ids. */
  private static final Pattern SUBJECT_WITH_IDS =
      Pattern.compile("repo:[^/@:]+@([^/@:]+)/[^/@:]+@([^/@:]+)(?::.*)?", Pattern.DOTALL);

  private static final List<String> GITHUB_TEXTS =
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

  private static final Set<String> GITHUB_REQUIRED =
      Set.of("repository_id", "repository_owner_id", "job_workflow_ref");

  private static final List<String> GITLAB_TEXTS =
      List.of(
          "project_path",
          "ci_config_ref_uri",
          "ci_config_sha",
          "ref",
          "ref_type",
          "ref_protected",
          "environment",
          "pipeline_source",
          "runner_environment",
          "sha");

  private static final List<String> GITLAB_NUMBERS =
      List.of("project_id", "namespace_id", "pipeline_id", "job_id");
  private static final Set<String> BOOLEAN_TEXTS = Set.of("true", "false");

  private EvidenceClaims() {}

  /**
   * The facts that the claims tell; empty when they are not those of the kind.
   *
   * @param pointers for {@link EvidenceKind#CI}, each fact's JSON pointer (RFC 6901) into the
   *     claims; every one must be there. Other kinds do not look at it.
   */
  static Optional<JsonObject> read(
      EvidenceKind kind, JsonObject claims, Map<String, String> pointers) {
    return switch (kind) {
      case KUBERNETES -> kubernetes(claims);
      case GITHUB -> github(claims);
      case GITLAB -> gitlab(claims);
      case CI -> configured(claims, pointers);
    };
  }

  /** Whether it is a text that may name something. */
  static boolean isName(String text) {
    return !text.isEmpty() && text.length() <= MAX_LENGTH;
  }

  private static Optional<JsonObject> kubernetes(JsonObject claims) {
    // Tokens of the years before TokenRequest live in a Secret, without an end.
    if (claims.members().keySet().stream().anyMatch(name -> name.startsWith("kubernetes.io/"))) {
      return Optional.empty();
    }
    JsonObject place = claims.object("kubernetes.io").orElse(JsonObject.EMPTY);
    String namespace = place.string("namespace").orElse("");
    JsonObject.Builder facts = JsonObject.builder().put("namespace", namespace);
    boolean named =
        isName(namespace)
            && place.get("serviceaccount") != null
            && addNamed(facts, place, "serviceaccount", "service_account")
            && addNamed(facts, place, "pod", "pod")
            && addNamed(facts, place, "node", "node");
    if (!named) {
      return Optional.empty();
    }
    JsonObject read = facts.build();
    String subject =
        "system:serviceaccount:" + namespace + ":" + read.string("service_account").orElse("");
    return claims.string("sub").orElse("").equals(subject) ? Optional.of(read) : Optional.empty();
  }

  /** Adds name and uid of an object where the token has it; false when it is malformed. */
  private static boolean addNamed(
      JsonObject.Builder facts, JsonObject place, String claim, String member) {
    JsonValue value = place.get(claim);
    if (value == null) {
      return true;
    }
    if (!(value instanceof JsonObject object)) {
      return false;
    }
    String name = object.string("name").orElse("");
    String uid = object.string("uid").orElse("");
    facts.put(member, name).put(member + "_uid", uid);
    return isName(name) && isName(uid);
  }

  private static Optional<JsonObject> github(JsonObject claims) {
    JsonObject.Builder facts = JsonObject.builder().put("provider", "github");
    if (!addTexts(facts, claims, GITHUB_TEXTS, GITHUB_REQUIRED)) {
      return Optional.empty();
    }
    String repository = claims.string("repository_id").orElse("");
    String owner = claims.string("repository_owner_id").orElse("");
    // A subject may be composed freely; where it has the ids, they are those of the claims.
    Matcher subject = SUBJECT_WITH_IDS.matcher(claims.string("sub").orElse(""));
    boolean agrees =
        !subject.matches()
            || (subject.group(1).equals(owner) && subject.group(2).equals(repository));
    return agrees
            && claims.string("sub").isPresent()
            && DECIMAL.matcher(repository).matches()
            && DECIMAL.matcher(owner).matches()
        ? Optional.of(facts.build())
        : Optional.empty();
  }

  private static Optional<JsonObject> gitlab(JsonObject claims) {
    JsonObject.Builder facts = JsonObject.builder().put("provider", "gitlab");
    for (String name : GITLAB_NUMBERS) {
      String number = decimal(claims.get(name));
      if (number.isEmpty() && (isSaid(claims, name) || name.equals("project_id"))) {
        return Optional.empty();
      }
      facts.put(name, number.isEmpty() ? null : number);
    }
    boolean isProtectedText =
        !isSaid(claims, "ref_protected")
            || BOOLEAN_TEXTS.contains(claims.string("ref_protected").orElse(""));
    return isProtectedText && addTexts(facts, claims, GITLAB_TEXTS, Set.of())
        ? Optional.of(facts.build())
        : Optional.empty();
  }

  /** The id as decimal digits, which GitLab writes as a string or as a number; else empty. */
  private static String decimal(@Nullable JsonValue value) {
    String text =
        switch (value) {
          case JsonString string -> string.value();
          case JsonNumber number when number.isLong() -> Long.toString(number.longValue());
          case null, default -> "";
        };
    return DECIMAL.matcher(text).matches() ? text : "";
  }

  private static Optional<JsonObject> configured(JsonObject claims, Map<String, String> pointers) {
    JsonObject.Builder facts = JsonObject.builder();
    for (Map.Entry<String, String> pointer : pointers.entrySet()) {
      JsonValue fact = PointedFact.of(pointer.getValue(), claims).orElse(null);
      if (fact == null) {
        return Optional.empty();
      }
      facts.put(pointer.getKey(), fact);
    }
    JsonObject read = facts.build();
    return read.isEmpty() ? Optional.empty() : Optional.of(read);
  }

  private static boolean addTexts(
      JsonObject.Builder facts, JsonObject claims, List<String> names, Set<String> required) {
    for (String name : names) {
      if (!isSaid(claims, name) && !required.contains(name)) {
        continue;
      }
      String text = claims.string(name).orElse("");
      if (!isName(text)) {
        return false;
      }
      facts.put(name, text);
    }
    return true;
  }

  /** Services send some claims empty, or as null, where they have nothing to say. */
  private static boolean isSaid(JsonObject claims, String name) {
    JsonValue value = claims.get(name);
    return value != null && !(value instanceof JsonNull) && !value.equals(new JsonString(""));
  }
}
