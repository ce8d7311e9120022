/** Asks an issuer about a token that says nothing by itself (RFC 7662). */
@NullMarked
package io.countersign.credentials.introspection;

import org.jspecify.annotations.NullMarked;
