/** Keys of those who sign, and what every signed JWT is checked for. */
@NullMarked
package io.countersign.credentials.keys;

import org.jspecify.annotations.NullMarked;
