@NullMarked
package io.countersign.credentials.workloadapi;

import org.jspecify.annotations.NullMarked;
