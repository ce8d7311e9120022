@NullMarked
package io.countersign.service.server;

import org.jspecify.annotations.NullMarked;
