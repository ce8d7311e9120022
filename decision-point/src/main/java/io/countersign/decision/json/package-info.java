/**
 * JSON values, a strict parser and the canonical form of RFC 8785.
 *
 * <p>Tokens, request bodies, registry entries and log records meet in these types. Why they are our
 * own: docs/decisions/0005.
 */
@NullMarked
package io.countersign.decision.json;

import org.jspecify.annotations.NullMarked;
