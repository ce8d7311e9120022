/** Requests that agents sign themselves: HTTP message signatures (RFC 9421). */
@NullMarked
package io.countersign.credentials.signature;

import org.jspecify.annotations.NullMarked;
