package io.countersign.decision;

/**
 * Which policy decides.
 *
 * @param bundle digest of the bundle's bytes; of a folder, of its canonical archive
 * @param revision as the bundle's manifest names it; empty when it does not
 * @param entrypoint such as {@code countersign/authz/decision}
 * @param engine {@code plan} or {@code wasm}
 */
public record PolicyIdentity(Sha256 bundle, String revision, String entrypoint, String engine) {}
