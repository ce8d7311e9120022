@NullMarked
package io.countersign.log.search;

import org.jspecify.annotations.NullMarked;
