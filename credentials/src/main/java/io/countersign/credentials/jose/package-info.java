/**
 * Signed tokens and their keys (RFC 7515, RFC 7517, RFC 7518, RFC 8037), read strictly: what two
 * readers could understand differently is refused.
 */
@NullMarked
package io.countersign.credentials.jose;

import org.jspecify.annotations.NullMarked;
