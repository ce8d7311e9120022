package io.countersign.decision.json;

/** The JSON value {@code null}. */
public enum JsonNull implements JsonValue {
  NULL
}
