@NullMarked
package io.countersign.log;

import org.jspecify.annotations.NullMarked;
