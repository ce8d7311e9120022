@NullMarked
package io.countersign.policy;

import org.jspecify.annotations.NullMarked;
