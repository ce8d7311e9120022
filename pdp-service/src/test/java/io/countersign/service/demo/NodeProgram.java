package io.countersign.service.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Node.js program that reads a line and answers with a line. */
final class NodeProgram implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  private NodeProgram(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  static NodeProgram start(Path folder, String script, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of("node", script))
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    return new NodeProgram(builder.start());
  }

  /** Sends a command and returns the line that answers it. */
  String ask(Map<String, ?> command) throws IOException {
    commands.write(JSON.writeValueAsString(command));
    commands.newLine();
    commands.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the program ended");
    }
    return answer;
  }

  /** Sends a command and returns the JSON that answers it. */
  JsonNode call(Map<String, ?> command) throws IOException {
    JsonNode answer = JSON.readTree(ask(command));
    if (answer.has("error")) {
      throw new IOException(answer.toString());
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
