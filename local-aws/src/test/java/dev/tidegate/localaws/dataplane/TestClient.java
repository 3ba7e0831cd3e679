package dev.tidegate.localaws.dataplane;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A plain blocking client of an {@link EchoServer}. */
public final class TestClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 15_000;

  public final Socket socket = new Socket();

  /** The name of the server that greeted. */
  public final char server;

  public TestClient(InetSocketAddress address) throws IOException {
    socket.connect(address, TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    server = (char) read();
  }

  public int read() throws IOException {
    return socket.getInputStream().read();
  }

  /** Whether the flow still works. */
  public boolean echoes() throws IOException {
    socket.getOutputStream().write('x');
    return read() == 'x';
  }

  /** Closes with RST. */
  public void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
