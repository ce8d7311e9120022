/** Puts the parts together and serves them. */
@NullMarked
package io.countersign.service.server;

import org.jspecify.annotations.NullMarked;
