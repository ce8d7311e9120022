@NullMarked
package io.countersign.policy.bundle;

import org.jspecify.annotations.NullMarked;
