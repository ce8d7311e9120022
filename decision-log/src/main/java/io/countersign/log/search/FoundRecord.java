package io.countersign.log.search;

import io.countersign.decision.json.JsonObject;

/**
 * A record that was found: its inclusion under the signed checkpoint was verified.
 *
 * @param origin the log's name
 * @param index its place in that log
 * @param size of the log, as its checkpoint has it
 * @param record its members
 * @param text its bytes as text, which are canonical JSON
 */
public record FoundRecord(String origin, long index, long size, JsonObject record, String text) {}
