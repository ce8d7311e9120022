/** What is read from elsewhere over https, and kept current. */
@NullMarked
package io.countersign.credentials.remote;

import org.jspecify.annotations.NullMarked;
