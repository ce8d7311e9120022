package io.countersign.policy.rego.jvm;

import io.countersign.policy.rego.plan.Location;
import io.countersign.policy.rego.value.RegoValue;
import org.jspecify.annotations.Nullable;

/** Hears what an evaluation does; only code that was compiled for it tells. */
public interface Tracer {

  /** A rule or function begins. */
  void enter(String reference);

  /** One of the bodies of the rule or function that began last is tried. */
  void body(Location location);

  /** The next statement comes from here. */
  void at(Location location);

  /** The rule or function that began last ends; null when it is undefined. */
  void exit(String reference, @Nullable RegoValue result);
}
