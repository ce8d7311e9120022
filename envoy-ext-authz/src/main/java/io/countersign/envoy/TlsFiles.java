package io.countersign.envoy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The PEM files of a listener that gateways reach over mutual TLS; read again when they change.
 *
 * @param certificate ours and the intermediates after it
 * @param key PKCS #8
 * @param clientCa whose certificates gateways show
 */
public record TlsFiles(Path certificate, Path key, Path clientCa) {

  /** What the files held at one time. */
  record Contents(Buffer certificate, Buffer key, Buffer clientCa) {

    /** Nobody without a certificate of the authority gets past the handshake. */
    HttpServerOptions server() {
      return new HttpServerOptions()
          .setSsl(true)
          .setUseAlpn(true)
          .setAlpnVersions(List.of(HttpVersion.HTTP_2))
          .setClientAuth(ClientAuth.REQUIRED)
          .setKeyCertOptions(keys())
          .setTrustOptions(trust());
    }

    SSLOptions renewed() {
      return new SSLOptions().setUseAlpn(true).setKeyCertOptions(keys()).setTrustOptions(trust());
    }

    private PemKeyCertOptions keys() {
      return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
    }

    private PemTrustOptions trust() {
      return new PemTrustOptions().addCertValue(clientCa);
    }

    /** Not the key. */
    @Override
    public String toString() {
      return "the contents of TLS files";
    }
  }

  Contents read() throws IOException {
    return new Contents(buffer(certificate), buffer(key), buffer(clientCa));
  }

  private static Buffer buffer(Path file) throws IOException {
    return Buffer.buffer(Files.readAllBytes(file));
  }
}
