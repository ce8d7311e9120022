@NullMarked
package io.countersign.log.witness;

import org.jspecify.annotations.NullMarked;
