/** Evaluates recorded decisions again: with the bundles that made them, or with another. */
@NullMarked
package io.countersign.replay;

import org.jspecify.annotations.NullMarked;
