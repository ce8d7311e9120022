package io.countersign.envoy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The committed configurations of Envoy with other ports and another place for its files. */
public enum EnvoyConfiguration {
  GRPC("envoy.yaml", 9191),
  MUTUAL_TLS("envoy-mtls.yaml", 9191),
  HTTP("envoy-http.yaml", 8181);

  private static final int LISTEN_PORT = 8443;
  private static final int SERVICE_PORT = 8080;

  private final String name;
  private final int pdpPort;

  EnvoyConfiguration(String name, int pdpPort) {
    this.name = name;
    this.pdpPort = pdpPort;
  }

  /**
   * The configuration's text.
   *
   * @param directory holds {@code tls/} and takes {@code access.log}
   */
  public String render(int listenPort, int pdpPortInstead, int servicePort, Path directory)
      throws IOException {
    String text = committed();
    text = replace(text, port(LISTEN_PORT), port(listenPort));
    text = replace(text, port(pdpPort), port(pdpPortInstead));
    text = replace(text, port(SERVICE_PORT), port(servicePort));
    text = replace(text, "filename: tls/", "filename: " + directory + "/tls/");
    return replace(text, "path: access.log", "path: " + directory + "/access.log");
  }

  private String committed() throws IOException {
    try (InputStream resource = EnvoyConfiguration.class.getResourceAsStream("/envoy/" + name)) {
      if (resource == null) {
        throw new IllegalStateException("built without " + name);
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String port(int number) {
    return "port_value: " + number + " ";
  }

  private static String replace(String text, String from, String to) {
    if (!text.contains(from)) {
      throw new IllegalStateException("the committed configuration no longer has: " + from);
    }
    return text.replace(from, to);
  }
}
