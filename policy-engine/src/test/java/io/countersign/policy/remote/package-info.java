@NullMarked
package io.countersign.policy.remote;

import org.jspecify.annotations.NullMarked;
