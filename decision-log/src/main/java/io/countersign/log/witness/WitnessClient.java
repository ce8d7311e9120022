package io.countersign.log.witness;

import io.countersign.log.tlog.SignedNote;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks one witness for a cosignature. Follows no redirects. */
final class WitnessClient {
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final WitnessAddress address;
  private final HttpClient http;
  private final Duration timeout;

  /** {@code timeout} is for one request, from connecting to the answer's last byte. */
  WitnessClient(WitnessAddress address, HttpClient http, Duration timeout) {
    this.address = address;
    this.http = http;
    this.timeout = timeout;
  }

  /** What a witness answered. */
  sealed interface Answer {
    /** The witness's cosignature, verified. */
    record Cosigned(SignatureLine line) implements Answer {}

    /** The witness knows the log with another size, which it says. */
    record KnowsAnotherSize(long size) implements Answer {}
  }

  /**
   * Submits a checkpoint.
   *
   * @throws IOException when there is no such answer in time
   */
  Answer submit(AddCheckpoint request) throws IOException {
    HttpRequest post =
        HttpRequest.newBuilder(address.addCheckpoint())
            .timeout(timeout)
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.bytes()))
            .build();
    HttpResponse<byte[]> response =
        await(
            http.sendAsync(
                post, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES)));
    try {
      String body = CheckpointNote.utf8(response.body());
      String type = response.headers().firstValue("Content-Type").orElse("");
      if (response.statusCode() == WitnessAnswer.CONFLICT && type.equals(WitnessAnswer.SIZE_TYPE)) {
        return new Answer.KnowsAnotherSize(AddCheckpoint.size(body.strip()));
      }
      if (response.statusCode() != WitnessAnswer.OK) {
        throw new IOException(
            "answered with status " + response.statusCode() + meaning(response.statusCode()));
      }
      return new Answer.Cosigned(cosignature(CheckpointNote.parse(request.note()).text(), body));
    } catch (SignedNote.MalformedException malformed) {
      throw new IOException("answered with something else: " + malformed.reason(), malformed);
    }
  }

  /** The line that is by this witness; others are ignored. */
  private SignatureLine cosignature(String text, String body) throws SignedNote.MalformedException {
    Optional<SignatureLine> valid =
        CheckpointNote.signatures(body).stream()
            .filter(line -> line.claims(address.key()))
            .filter(line -> address.key().verify(text, line.signature()).isPresent())
            .findFirst();
    return valid.orElseThrow(
        () -> new SignedNote.MalformedException("no signature is by " + address.key()));
  }

  private static String meaning(int status) {
    return switch (status) {
      case WitnessAnswer.FORBIDDEN -> " (it does not know the log's key)";
      case WitnessAnswer.NOT_FOUND -> " (it does not witness this log)";
      case WitnessAnswer.CONFLICT -> " (it cosigned ANOTHER history of this size)";
      case WitnessAnswer.UNPROCESSABLE -> " (what it cosigned is NOT in this log's history)";
      default -> "";
    };
  }

  private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer)
      throws IOException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no whole answer within " + timeout, e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  WitnessAddress address() {
    return address;
  }

  /** The note with another signature line at its end. */
  static byte[] append(byte[] note, SignatureLine line) {
    return (new String(note, StandardCharsets.UTF_8) + line + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
