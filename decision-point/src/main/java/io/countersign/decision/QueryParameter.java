package io.countersign.decision;

/** One parameter of a query, decoded; unlike a header's, its name keeps its case. */
public record QueryParameter(String name, String value) {}
