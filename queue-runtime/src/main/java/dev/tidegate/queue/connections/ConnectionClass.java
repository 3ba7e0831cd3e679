package dev.tidegate.queue.connections;

/** What a connection has shown itself to be. */
public enum ConnectionClass {
  /** Sent the HTTP/2 preface and its settings: it can make calls. */
  CLIENT,
  /**
   * Has not spoken HTTP/2 yet: a load balancer's health checker, or a client still connecting. Left
   * out of load, caps and counts of clients.
   */
  PROBE
}
