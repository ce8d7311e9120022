@NullMarked
package io.countersign.policy.rego;

import org.jspecify.annotations.NullMarked;
