@NullMarked
package io.countersign.credentials.approval;

import org.jspecify.annotations.NullMarked;
