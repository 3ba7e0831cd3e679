package dev.tidegate.queue.connections;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Follows one call: which connection carries it, whether it streams, whether it may be cut. */
final class CallTracer extends ServerStreamTracer implements KeptCall {
  static final Context.Key<KeptCall> CURRENT = Context.key("tidegate-kept-call");
  private static final Metadata.Key<String> RESUME =
      Metadata.Key.of("tidegate-resume", Metadata.ASCII_STRING_MARSHALLER);

  /** Makes a tracer per call. */
  static final class Factory extends ServerStreamTracer.Factory {
    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
      return new CallTracer(headers);
    }
  }

  // Held only until the call starts: the connection is not known before, and headers are bulky.
  private @Nullable Metadata headers;
  private @Nullable Connection connection;
  private @Nullable Runnable onLeave;
  private boolean streaming;
  private boolean resumable;
  private boolean ended;

  private CallTracer(Metadata headers) {
    this.headers = headers;
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(CURRENT, this);
  }

  @Override
  public synchronized void serverCallStarted(ServerCallInfo<?, ?> info) {
    Connection carrier = info.getAttributes().get(KeeperTransportFilter.CONNECTION);
    Metadata sent = headers;
    headers = null;
    if (carrier == null || sent == null || ended) {
      return;
    }
    carrier.introduce(sent);
    connection = carrier;
    streaming = info.getMethodDescriptor().getType() != MethodType.UNARY;
    if (streaming) {
      carrier.traffic().streamingOpen.incrementAndGet();
      if ("1".equals(sent.get(RESUME))) {
        becomeResumable(carrier);
      }
    }
  }

  @Override
  public synchronized void streamClosed(Status status) {
    headers = null;
    onLeave = null;
    if (ended) {
      return;
    }
    ended = true;
    if (connection == null) {
      return;
    }
    connection.removeListener(this);
    if (resumable) {
      connection.traffic().resumableOpen.decrementAndGet();
    }
    if (streaming) {
      connection.traffic().streamingOpen.decrementAndGet();
    }
  }

  @Override
  public synchronized long connectionId() {
    return connection == null ? 0 : connection.id();
  }

  @Override
  public void markResumable(Runnable listener) {
    synchronized (this) {
      if (connection == null || ended) {
        return;
      }
      becomeResumable(connection);
      onLeave = listener;
      connection.addListener(this);
      if (connection.departure() == null) {
        return;
      }
    }
    tellLeaving();
  }

  /** Runs the handler's listener, once. */
  void tellLeaving() {
    Runnable listener;
    synchronized (this) {
      listener = onLeave;
      onLeave = null;
    }
    if (listener != null) {
      listener.run();
    }
  }

  private void becomeResumable(Connection carrier) {
    if (streaming && !resumable) {
      resumable = true;
      carrier.traffic().resumableOpen.incrementAndGet();
    }
  }
}
