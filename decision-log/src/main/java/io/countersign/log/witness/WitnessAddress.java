package io.countersign.log.witness;

import java.net.InetAddress;
import java.net.URI;

/**
 * A witness to ask.
 *
 * @param key that verifies its cosignatures
 * @param prefix of its addresses: https, or http on loopback, where nobody is between
 */
public record WitnessAddress(WitnessKey key, URI prefix) {
  public WitnessAddress {
    boolean https = "https".equals(prefix.getScheme());
    boolean local = "http".equals(prefix.getScheme()) && isLoopback(prefix.getHost());
    if (prefix.getHost() == null || !(https || local)) {
      throw new IllegalArgumentException(
          "a witness's address is https://…, or http:// on a loopback address");
    }
    if (prefix.getRawQuery() != null
        || prefix.getRawFragment() != null
        || prefix.getRawUserInfo() != null) {
      throw new IllegalArgumentException("a witness's address has no user, query or fragment");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return host != null && InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false; // What a name stands for can change.
    }
  }

  URI addCheckpoint() {
    String text = prefix.toString();
    return URI.create((text.endsWith("/") ? text : text + "/") + "add-checkpoint");
  }
}
