package io.countersign.policy.bundle;

import org.jspecify.annotations.Nullable;

/** A bundle that is refused; the message names the bundle, the file in it, and what to do. */
public class BundleException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param bundle the bundle's own name, such as its path
   * @param problem what is wrong, where in the bundle, and what to do; one line
   */
  public BundleException(String bundle, String problem, @Nullable Throwable cause) {
    super(bundle + ": " + problem, cause);
  }

  public BundleException(String bundle, String problem) {
    this(bundle, problem, null);
  }
}
