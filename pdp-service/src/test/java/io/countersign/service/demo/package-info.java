@NullMarked
package io.countersign.service.demo;

import org.jspecify.annotations.NullMarked;
