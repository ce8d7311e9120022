/** Transaction tokens (draft-ietf-oauth-transaction-tokens). */
@NullMarked
package io.countersign.credentials.transaction;

import org.jspecify.annotations.NullMarked;
