package dev.tidegate.queue.connections;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A service without generated code: strings in, strings out. */
final class EchoService {
  static final MethodDescriptor<String, String> ECHO = method("Echo", MethodType.UNARY);
  static final MethodDescriptor<String, String> SLOW = method("Slow", MethodType.UNARY);
  static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING);
  static final MethodDescriptor<String, String> UNKNOWN = method("Unknown", MethodType.UNARY);

  private final String name;

  /** Slow calls wait for it, 20 s at most. */
  final CountDownLatch slowMayEnd = new CountDownLatch(1);

  final AtomicInteger slowWaiting = new AtomicInteger();
  final AtomicInteger toldToLeave = new AtomicInteger();

  EchoService(String name) {
    this.name = name;
  }

  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder("tidegate.test.Echo")
        .addMethod(ECHO, ServerCalls.asyncUnaryCall(this::echo))
        .addMethod(SLOW, ServerCalls.asyncUnaryCall(this::slow))
        .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(this::chat))
        .build();
  }

  private void echo(String request, StreamObserver<String> response) {
    response.onNext(name);
    response.onCompleted();
  }

  private void slow(String request, StreamObserver<String> response) {
    slowWaiting.incrementAndGet();
    try {
      slowMayEnd.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    echo(request, response);
  }

  /** Echoes; "resumable" marks the call, "close-on-leave" also ends it once told to leave. */
  private StreamObserver<String> chat(StreamObserver<String> response) {
    return new Chat(response);
  }

  private final class Chat implements StreamObserver<String> {
    private final StreamObserver<String> response;
    private boolean ended;

    Chat(StreamObserver<String> response) {
      this.response = response;
    }

    @Override
    public void onNext(String value) {
      if (value.equals("resumable")) {
        ConnectionKeeper.markResumable();
      }
      if (value.equals("close-on-leave")) {
        ConnectionKeeper.currentCall().orElseThrow().markResumable(this::leave);
      }
      synchronized (this) {
        if (!ended) {
          response.onNext(name + ":" + value);
        }
      }
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public synchronized void onCompleted() {
      if (!ended) {
        ended = true;
        response.onCompleted();
      }
    }

    private void leave() {
      toldToLeave.incrementAndGet();
      onCompleted();
    }
  }

  private static MethodDescriptor<String, String> method(String method, MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName("tidegate.test.Echo/" + method)
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
