/** What may be used once is remembered here until it can no longer be used at all. */
@NullMarked
package io.countersign.credentials.replay;

import org.jspecify.annotations.NullMarked;
