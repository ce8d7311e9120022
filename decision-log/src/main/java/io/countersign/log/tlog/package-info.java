/**
 * An append-only Merkle log in the C2SP tlog-tiles format: writing, proofs and verification.
 *
 * <p>This package knows nothing of decisions; a record is a sequence of 1 to 65,535 bytes. Sources:
 * c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint, c2sp.org/signed-note, RFC 6962 §2.1, RFC 9162
 * §2.1.
 */
@NullMarked
package io.countersign.log.tlog;

import org.jspecify.annotations.NullMarked;
