@NullMarked
package io.countersign.replay;

import org.jspecify.annotations.NullMarked;
