@NullMarked
package io.countersign.policy.rego.builtin;

import org.jspecify.annotations.NullMarked;
