package dev.tidegate.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP relay that can lose answers: what the server says next is swallowed and the connection cut,
 * so that the client cannot know whether its request arrived.
 */
final class CuttingRelay implements AutoCloseable {
  /** More than any frame that is not a request: acknowledgements, pings, window updates. */
  private static final int REQUEST_BYTES = 60;

  private final ServerSocket listener;
  private volatile int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean cutNextAnswer = new AtomicBoolean();
  private final AtomicBoolean requestSeen = new AtomicBoolean();
  final AtomicInteger cuts = new AtomicInteger();

  CuttingRelay(int target) {
    this.target = target;
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  Endpoint endpoint() {
    return Endpoint.plaintext("localhost:" + listener.getLocalPort());
  }

  /** New connections go there; those that are open stay where they are, as behind a balancer. */
  void retarget(int port) {
    target = port;
  }

  /** What the server says after the next request is lost, and the connection with it. */
  void cutNextAnswer() {
    requestSeen.set(false);
    cutNextAnswer.set(true);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        // Else each small message would wait for the acknowledgement of the one before.
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        threads.execute(() -> pump(client, server, false));
        threads.execute(() -> pump(server, client, true));
      }
    } catch (IOException closed) {
      // The relay ends.
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[16 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        if (answers && requestSeen.get() && cutNextAnswer.compareAndSet(true, false)) {
          cuts.incrementAndGet();
          return;
        }
        // Before it is passed on: its answer may be here before this thread runs again.
        if (!answers && got >= REQUEST_BYTES) {
          requestSeen.set(true);
        }
        out.write(buffer, 0, got);
      }
    } catch (IOException ended) {
      // One side is gone; closing both tells the other.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Closeable socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
