/** Rego's values: immutable, compared by value, with OPA's order among all of them. */
@NullMarked
package io.countersign.policy.rego.value;

import org.jspecify.annotations.NullMarked;
