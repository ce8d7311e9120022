/** Policies in force: what a bundle's entrypoint says about one request, as a verdict. */
@NullMarked
package io.countersign.policy;

import org.jspecify.annotations.NullMarked;
