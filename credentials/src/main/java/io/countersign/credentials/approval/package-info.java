/** Verifies consent to an agent's action; docs/approvals.md describes it for those who issue it. */
@NullMarked
package io.countersign.credentials.approval;

import org.jspecify.annotations.NullMarked;
