/** Plans compiled to the bytecode of the JVM, and what that bytecode calls. */
@NullMarked
package io.countersign.policy.rego.jvm;

import org.jspecify.annotations.NullMarked;
