package io.countersign.decision;

/**
 * The client's end of the connection, as the gateway saw it.
 *
 * @param address the IP address of the connection, never of a header; empty when unknown
 * @param port 0 when unknown
 * @param principal what the gateway took from the certificate; a hint for policies, proof of
 *     nothing
 * @param certificateChain PEM text, leaf first, not yet verified; empty when there is none
 */
public record Peer(String address, int port, String principal, String certificateChain) {
  public static final Peer UNKNOWN = new Peer("", 0, "", "");
}
