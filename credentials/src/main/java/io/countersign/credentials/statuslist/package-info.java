/**
 * Token Status List (draft-ietf-oauth-status-list): whether the issuer of a token has withdrawn it
 * since. {@link io.countersign.credentials.statuslist.StatusListVerifier} checks a list, {@link
 * io.countersign.credentials.statuslist.StatusReference} says where a token stands on it.
 */
@NullMarked
package io.countersign.credentials.statuslist;

import org.jspecify.annotations.NullMarked;
