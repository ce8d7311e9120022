/**
 * Witnesses of logs (c2sp.org/tlog-cosignature, c2sp.org/tlog-witness): asking them, being one, and
 * checking what they signed.
 */
@NullMarked
package io.countersign.log.witness;

import org.jspecify.annotations.NullMarked;
