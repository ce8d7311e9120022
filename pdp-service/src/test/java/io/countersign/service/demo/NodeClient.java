package io.countersign.service.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The independent DPoP client {@code src/test/js/client.mjs} as a child process. */
final class NodeClient implements AutoCloseable {
  static final Path DIRECTORY = Path.of("src/test/js").toAbsolutePath();

  private final NodeProgram program;

  private NodeClient(NodeProgram program) {
    this.program = program;
  }

  static boolean isInstalled() {
    return Files.isDirectory(DIRECTORY.resolve("node_modules/dpop"));
  }

  static NodeClient start() throws IOException {
    return new NodeClient(NodeProgram.start(DIRECTORY, "client.mjs", Map.of()));
  }

  /** Thumbprint of the key that the program made for this client. */
  String thumbprint(String client) throws IOException {
    return program.call(Map.of("op", "thumbprint", "client", client)).get("jkt").asText();
  }

  String proof(String client, String method, String uri, String token) throws IOException {
    return program
        .call(Map.of("op", "proof", "client", client, "htm", method, "htu", uri, "token", token))
        .get("proof")
        .asText();
  }

  /** Sends a request and returns {@code {status, headers, body}}. */
  JsonNode send(Map<String, Object> request) throws IOException {
    return program.call(request);
  }

  @Override
  public void close() {
    program.close();
  }
}
