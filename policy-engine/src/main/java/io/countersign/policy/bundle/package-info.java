/** OPA bundles: reading, checking and describing them. */
@NullMarked
package io.countersign.policy.bundle;

import org.jspecify.annotations.NullMarked;
