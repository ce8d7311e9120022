/**
 * The configuration file: read with the place of every key, checked whole before anything starts.
 */
@NullMarked
package io.countersign.service.config;

import org.jspecify.annotations.NullMarked;
