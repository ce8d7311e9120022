package io.countersign.decision;

import org.jspecify.annotations.Nullable;

/**
 * Who acts: a SPIFFE ID, or {@code issuer#sub} for a token whose {@code sub} is none.
 *
 * @param trustDomain the SPIFFE trust domain that vouches for it; null for {@code issuer#sub}
 */
public record SubjectId(String value, @Nullable String trustDomain) {
  @Override
  public String toString() {
    return value;
  }
}
