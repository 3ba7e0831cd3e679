package dev.tidegate.queue.connections;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counters of one connection. Calls and bytes are written by its event loop only, the two kinds of
 * stream by whatever thread handles the call; all may be read anywhere.
 */
final class Traffic {
  final AtomicLong bytesIn = new AtomicLong();
  final AtomicLong bytesOut = new AtomicLong();
  final AtomicLong callsBegun = new AtomicLong();
  final AtomicInteger callsOpen = new AtomicInteger();
  final AtomicInteger streamingOpen = new AtomicInteger();
  final AtomicInteger resumableOpen = new AtomicInteger();

  boolean canResume() {
    int streaming = streamingOpen.get();
    return streaming > 0 && resumableOpen.get() >= streaming;
  }
}
