/** Tests of the domain. */
@NullMarked
package io.countersign.decision;

import org.jspecify.annotations.NullMarked;
