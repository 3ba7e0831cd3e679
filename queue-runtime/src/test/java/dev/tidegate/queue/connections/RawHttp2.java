package dev.tidegate.queue.connections;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bare wire: says hello in HTTP/2 and reads frames, to see exactly what a server sends. */
final class RawHttp2 implements AutoCloseable {
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  // A frame as read, never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Frame(int type, int flags, byte[] payload) {
    boolean ack() {
      return (flags & 1) != 0;
    }

    /** Of a GOAWAY: last stream id, error code and debug data. */
    String goAway() {
      java.nio.ByteBuffer data = java.nio.ByteBuffer.wrap(payload);
      int last = data.getInt();
      int code = data.getInt();
      return last
          + " "
          + code
          + " "
          + new String(payload, 8, payload.length - 8, StandardCharsets.US_ASCII);
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  RawHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(15_000);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Preface and empty settings: from here on the server takes it for a client. */
  RawHttp2 hello() throws IOException {
    out.write(PREFACE);
    send(SETTINGS, 0, new byte[0]);
    return this;
  }

  void ackPing(Frame ping) throws IOException {
    send(PING, 1, ping.payload());
  }

  /** Reads to the end of the connection, answering pings, and returns each GOAWAY. */
  List<String> goAwaysToTheEnd(boolean answerPings) throws IOException {
    List<String> seen = new ArrayList<>();
    try {
      while (true) {
        Frame frame = next();
        if (frame.type() == GOAWAY) {
          seen.add(frame.goAway());
        }
        if (frame.type() == PING && !frame.ack() && answerPings) {
          ackPing(frame);
        }
      }
    } catch (EOFException end) {
      return seen;
    }
  }

  /** The next frame of the type; others are passed over. */
  Frame next(int type) throws IOException {
    for (Frame frame = next(); ; frame = next()) {
      if (frame.type() == type) {
        return frame;
      }
    }
  }

  private Frame next() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    in.readInt();
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(type, flags, payload);
  }

  private void send(int type, int flags, byte[] payload) throws IOException {
    byte[] frame = new byte[9 + payload.length];
    frame[2] = (byte) payload.length;
    frame[3] = (byte) type;
    frame[4] = (byte) flags;
    System.arraycopy(payload, 0, frame, 9, payload.length);
    out.write(frame);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
