package io.countersign.service.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The independent DPoP client {@code src/test/js/client.mjs} as a child process. */
final class NodeClient implements AutoCloseable {
  static final Path DIRECTORY = Path.of("src/test/js").toAbsolutePath();

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  private NodeClient(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  static boolean isInstalled() {
    return Files.isDirectory(DIRECTORY.resolve("node_modules/dpop"));
  }

  static NodeClient start() throws IOException {
    return new NodeClient(
        new ProcessBuilder(List.of("node", "client.mjs"))
            .directory(DIRECTORY.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Thumbprint of the key that the program made for this client. */
  String thumbprint(String client) throws IOException {
    return call(Map.of("op", "thumbprint", "client", client)).get("jkt").asText();
  }

  String proof(String client, String method, String uri, String token) throws IOException {
    return call(Map.of("op", "proof", "client", client, "htm", method, "htu", uri, "token", token))
        .get("proof")
        .asText();
  }

  /** Sends a request and returns {@code {status, headers, body}}. */
  JsonNode send(Map<String, Object> request) throws IOException {
    JsonNode answer = call(request);
    if (answer.has("error")) {
      throw new IOException(answer.get("error").asText());
    }
    return answer;
  }

  private JsonNode call(Map<String, Object> command) throws IOException {
    commands.write(JSON.writeValueAsString(command));
    commands.newLine();
    commands.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the client ended");
    }
    return JSON.readTree(answer);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
