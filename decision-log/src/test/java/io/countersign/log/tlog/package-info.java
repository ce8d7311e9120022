@NullMarked
package io.countersign.log.tlog;

import org.jspecify.annotations.NullMarked;
