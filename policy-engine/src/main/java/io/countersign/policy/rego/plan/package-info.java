/** OPA's intermediate representation of policy, as {@code opa build -t plan} writes it. */
@NullMarked
package io.countersign.policy.rego.plan;

import org.jspecify.annotations.NullMarked;
