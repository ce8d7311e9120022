/** The decision log: records of decisions in a Merkle log. */
@NullMarked
package io.countersign.log;

import org.jspecify.annotations.NullMarked;
