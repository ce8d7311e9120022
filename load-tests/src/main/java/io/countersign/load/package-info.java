/** What verification costs, measured with JMH. */
@NullMarked
package io.countersign.load;

import org.jspecify.annotations.NullMarked;
