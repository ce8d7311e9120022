/** The application. */
@NullMarked
package io.countersign.service;

import org.jspecify.annotations.NullMarked;
