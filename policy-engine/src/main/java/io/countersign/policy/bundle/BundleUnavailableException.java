package io.countersign.policy.bundle;

import org.jspecify.annotations.Nullable;

/** Nothing was learnt of a bundle now; what was learnt before still holds as far as one knows. */
public final class BundleUnavailableException extends BundleException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure to look.
   *
   * @param bundle the bundle's own name, such as its address
   * @param problem why, and what to do; one line
   */
  public BundleUnavailableException(String bundle, String problem, @Nullable Throwable cause) {
    super(bundle, problem, cause);
  }
}
