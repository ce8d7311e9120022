/** Proof of possession of a key for one request (RFC 9449). */
@NullMarked
package io.countersign.credentials.dpop;

import org.jspecify.annotations.NullMarked;
