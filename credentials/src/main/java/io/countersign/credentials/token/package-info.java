/** JWT access tokens (RFC 9068) under the rules of RFC 8725. */
@NullMarked
package io.countersign.credentials.token;

import org.jspecify.annotations.NullMarked;
