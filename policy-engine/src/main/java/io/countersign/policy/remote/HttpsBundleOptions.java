package io.countersign.policy.remote;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to fetch a bundle.
 *
 * @param uri https, with a host and without a user
 * @param poll from one look to the next while all is well
 * @param timeout for one exchange from its start to the last byte
 * @param maxAge how long the server may fail to confirm the bundle before it decides no more; null
 *     for ever
 * @param token file with the bearer token (RFC 6750), read for each request; null for none
 * @param cache the folder of the persisted bundles of all URIs
 * @param maxBytes size of the archive
 */
public record HttpsBundleOptions(
    URI uri,
    Duration poll,
    Duration timeout,
    @Nullable Duration maxAge,
    @Nullable Path token,
    Path cache,
    long maxBytes) {
  /** For a large bundle on a slow network. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  public HttpsBundleOptions {
    if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("a bundle is fetched over https from a host");
    }
    if (!poll.isPositive() || !timeout.isPositive()) {
      throw new IllegalArgumentException("a duration is positive");
    }
    if (maxAge != null && !maxAge.isPositive()) {
      throw new IllegalArgumentException("a duration is positive");
    }
    if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("a bundle is read into memory: less than 2 GiB");
    }
  }

  /** The URI for messages: a query may hold a signature that lets others read the bundle. */
  String shown() {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
