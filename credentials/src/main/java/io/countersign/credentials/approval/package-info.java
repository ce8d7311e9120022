/** Consent to one action of an agent, given by somebody else and signed. */
@NullMarked
package io.countersign.credentials.approval;

import org.jspecify.annotations.NullMarked;
