package io.countersign.policy;

import io.countersign.decision.Effects;
import io.countersign.decision.Reason;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an entrypoint's result: a boolean, an opa-envoy-plugin object, or {@code {"allow": bool,
 * "reasons": [codes], "obligations": {…}}}. All else denies with {@link Reason#POLICY_RESULT}.
 */
public final class PolicyResults {
  /** More codes than this are no answer that a record can hold. */
  static final int MAX_CODES = 32;

  /** In characters. */
  static final int MAX_CODE_LENGTH = 128;

  /** What a policy may say in our words; the rest are findings that only our own checks make. */
  private static final Set<Reason> OF_POLICY =
      EnumSet.range(Reason.UNREGISTERED_IDENTITY, Reason.SHARED_CREDENTIAL);

  /** Any other member could be meant as a condition that nobody would check. */
  private static final Set<String> OWN_MEMBERS = Set.of("allow", "reasons", "obligations");

  private PolicyResults() {}

  /** The verdict that the result stands for. */
  public static Verdict verdict(JsonValue result) {
    try {
      return switch (result) {
        case JsonBoolean allow ->
            allow.value()
                ? new Verdict.Allow(Effects.NONE, result)
                : deny(List.of(), Effects.NONE, result);
        case JsonObject object -> object(object);
        default -> throw new ResultShapeException("neither boolean nor object");
      };
    } catch (ResultShapeException e) {
      return deny(Reason.POLICY_RESULT, result);
    }
  }

  /** A refusal because there is no result that says otherwise. */
  static Verdict deny(Reason reason, @Nullable JsonValue result) {
    return new Verdict.Deny(reason, List.of(reason.name()), Effects.NONE, result);
  }

  private static Verdict object(JsonObject result) throws ResultShapeException {
    JsonValue allowed = result.get("allowed");
    JsonValue allow = result.get("allow");
    if (allowed instanceof JsonBoolean envoy && allow == null) {
      return envoy.value()
          ? new Verdict.Allow(EnvoyResult.allowed(result), result)
          : deny(List.of(), EnvoyResult.denied(result), result);
    }
    if (allow instanceof JsonBoolean own && allowed == null) {
      return own(own.value(), result);
    }
    throw new ResultShapeException("neither a boolean allow nor a boolean allowed");
  }

  private static Verdict own(boolean allow, JsonObject result) throws ResultShapeException {
    if (!OWN_MEMBERS.containsAll(result.members().keySet())) {
      throw new ResultShapeException("an unknown member");
    }
    List<String> codes = codes(result.get("reasons"));
    Effects effects = Effects.NONE;
    JsonValue obligations = result.get("obligations");
    if (obligations != null) {
      if (!(obligations instanceof JsonObject object)) {
        throw new ResultShapeException("obligations that are no object");
      }
      effects = EnvoyResult.obligations(object);
    }
    if (!allow) {
      return deny(codes, effects, result);
    }
    if (!codes.isEmpty()) {
      throw new ResultShapeException("allowed, with reasons against it");
    }
    return new Verdict.Allow(effects, result);
  }

  private static List<String> codes(@Nullable JsonValue reasons) throws ResultShapeException {
    if (reasons == null) {
      return List.of();
    }
    if (!(reasons instanceof JsonArray array) || array.values().size() > MAX_CODES) {
      throw new ResultShapeException("reasons that are no array of " + MAX_CODES);
    }
    Set<String> codes = new LinkedHashSet<>();
    for (JsonValue value : array.values()) {
      if (!(value instanceof JsonString code)
          || code.value().isEmpty()
          || code.value().length() > MAX_CODE_LENGTH) {
        throw new ResultShapeException("a reason that is no short string");
      }
      codes.add(code.value());
    }
    return List.copyOf(codes);
  }

  private static Verdict deny(List<String> codes, Effects effects, JsonValue result) {
    Reason primary = Reason.POLICY_DENIED;
    for (Reason reason : OF_POLICY) {
      if (codes.contains(reason.name())) {
        primary = reason;
        break;
      }
    }
    return new Verdict.Deny(
        primary, codes.isEmpty() ? List.of(primary.name()) : codes, effects, result);
  }
}
