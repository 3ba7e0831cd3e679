package dev.tidegate.queue.connections;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A layer-4 balancer: each connection goes, whole, to the next target in turn. It can hold back
 * what flows in a direction, as a slow or deaf client would.
 */
final class Relay implements AutoCloseable {
  private final ServerSocket listener;
  private final AtomicReference<List<Integer>> targets;
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicReference<CountDownLatch> toServer = new AtomicReference<>(open());
  private final AtomicReference<CountDownLatch> toClient = new AtomicReference<>(open());
  final AtomicInteger connections = new AtomicInteger();

  Relay(List<Integer> targets) {
    this.targets = new AtomicReference<>(targets);
    try {
      listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("relay-accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void targets(List<Integer> others) {
    targets.set(others);
  }

  void holdToServer() {
    toServer.set(new CountDownLatch(1));
  }

  void holdToClient() {
    toClient.set(new CountDownLatch(1));
  }

  void release() {
    toServer.getAndSet(open()).countDown();
    toClient.getAndSet(open()).countDown();
  }

  @Override
  public void close() {
    release();
    quietly(listener::close);
    sockets.forEach(socket -> quietly(socket::close));
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        forward(listener.accept());
      } catch (IOException closed) {
        // Ends with its listener.
      }
    }
  }

  private void forward(Socket client) {
    sockets.add(client);
    List<Integer> now = targets.get();
    int port = now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(server);
      connections.incrementAndGet();
      daemon("relay-in", () -> pump(client, server, toServer));
      daemon("relay-out", () -> pump(server, client, toClient));
    } catch (IOException refused) {
      quietly(client::close);
      sockets.remove(client);
    }
  }

  private void pump(Socket from, Socket to, AtomicReference<CountDownLatch> gate) {
    try {
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        gate.get().await();
        out.write(buffer, 0, n);
      }
    } catch (IOException ended) {
      // Either side went away: so does the other, below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      quietly(from::close);
      quietly(to::close);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static CountDownLatch open() {
    return new CountDownLatch(0);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private interface Closing {
    void run() throws IOException;
  }

  private static void quietly(Closing closing) {
    try {
      closing.run();
    } catch (IOException ignored) {
      // It is closed one way or the other.
    }
  }
}
