/** From bytes on the wire to a verified caller. */
@NullMarked
package io.countersign.credentials;

import org.jspecify.annotations.NullMarked;
