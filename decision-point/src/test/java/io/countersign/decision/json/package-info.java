/** Tests of the JSON types. */
@NullMarked
package io.countersign.decision.json;

import org.jspecify.annotations.NullMarked;
