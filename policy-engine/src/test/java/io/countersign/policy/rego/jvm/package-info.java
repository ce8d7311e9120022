@NullMarked
package io.countersign.policy.rego.jvm;

import org.jspecify.annotations.NullMarked;
