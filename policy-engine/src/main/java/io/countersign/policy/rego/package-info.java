/** Engines that evaluate compiled Rego; they know nothing of requests and decisions. */
@NullMarked
package io.countersign.policy.rego;

import org.jspecify.annotations.NullMarked;
