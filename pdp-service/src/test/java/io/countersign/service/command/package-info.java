@NullMarked
package io.countersign.service.command;

import org.jspecify.annotations.NullMarked;
