@NullMarked
package io.countersign.credentials.statuslist;

import org.jspecify.annotations.NullMarked;
