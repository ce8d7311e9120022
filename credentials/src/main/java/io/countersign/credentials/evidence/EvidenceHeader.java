package io.countersign.credentials.evidence;

/** The header in which tokens of a platform come; its name in any case. */
public record EvidenceHeader(String name, EvidenceSource source) {}
