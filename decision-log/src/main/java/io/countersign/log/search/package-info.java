/** Finds records by what is in them, straight from logs. */
@NullMarked
package io.countersign.log.search;

import org.jspecify.annotations.NullMarked;
