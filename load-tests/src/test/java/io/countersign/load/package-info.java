/** Holds the benchmarks to working. */
@NullMarked
package io.countersign.load;

import org.jspecify.annotations.NullMarked;
