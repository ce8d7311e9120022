@NullMarked
package io.countersign.credentials.replay;

import org.jspecify.annotations.NullMarked;
