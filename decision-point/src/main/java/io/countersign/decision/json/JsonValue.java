package io.countersign.decision.json;

/** A JSON value (RFC 8259); immutable, compared by value. */
public sealed interface JsonValue
    permits JsonArray, JsonBoolean, JsonNull, JsonNumber, JsonObject, JsonString {}
