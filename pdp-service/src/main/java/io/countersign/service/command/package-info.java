/** The command line: one class a command, exit statuses as the contract names them. */
@NullMarked
package io.countersign.service.command;

import org.jspecify.annotations.NullMarked;
