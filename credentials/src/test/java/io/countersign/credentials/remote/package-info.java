@NullMarked
package io.countersign.credentials.remote;

import org.jspecify.annotations.NullMarked;
