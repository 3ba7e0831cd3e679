package dev.tidegate.client.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Short calls to the ECS agent on this host. Each is bounded to two seconds, its whole answer
 * included.
 */
final class LocalHttp {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int SHOWN_CHARACTERS = 300;

  private LocalHttp() {}

  static String get(String uri) throws IOException {
    return send(HttpRequest.newBuilder(parse(uri)).timeout(TIMEOUT).GET().build());
  }

  static String putJson(String uri, String json) throws IOException {
    return send(
        HttpRequest.newBuilder(parse(uri))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private static String send(HttpRequest request) throws IOException {
    // A client per call: calls are minutes apart, and an idle client would keep its threads.
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    CompletableFuture<HttpResponse<String>> call =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    try {
      HttpResponse<String> response = call.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException(
            request.uri() + " answered " + response.statusCode() + ": " + shown(response.body()));
      }
      return response.body();
    } catch (ExecutionException e) {
      throw new IOException(request.uri() + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException(request.uri() + " did not answer within " + TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while calling " + request.uri());
    } finally {
      call.cancel(true);
    }
  }

  static String shown(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
  }

  private static URI parse(String uri) throws IOException {
    try {
      return URI.create(uri);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a URI: " + uri, e);
    }
  }
}
