package io.countersign.credentials.evidence;

/**
 * A header that brings evidence beside the caller's own credential.
 *
 * @param name lower case
 */
public record EvidenceHeader(String name, EvidenceSource source) {}
