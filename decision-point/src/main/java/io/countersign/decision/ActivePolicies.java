package io.countersign.decision;

/** Which policy is in force now. */
public interface ActivePolicies {

  /** One request uses one policy: ask once, so that a switch never falls inside a decision. */
  Policy current();
}
