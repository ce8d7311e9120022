package io.countersign.policy;

import io.countersign.policy.bundle.BundleException;
import java.io.IOException;

/** Hears of changes of the policy in force. */
public interface PolicyListener {

  /**
   * A policy is about to decide; none of its decisions comes before this returns, so that its
   * bundle can be kept first.
   *
   * @throws IOException when it cannot be kept; the policy is then not activated
   */
  void activating(BundlePolicy policy) throws IOException;

  /** A changed bundle is refused; the policy in force stays. Told once for each change. */
  void refused(BundleException refusal);
}
