@NullMarked
package io.countersign.service.config;

import org.jspecify.annotations.NullMarked;
