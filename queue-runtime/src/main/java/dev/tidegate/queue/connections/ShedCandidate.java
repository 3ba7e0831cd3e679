package dev.tidegate.queue.connections;

/**
 * A connection as the choice of whom to shed sees it; those already told to leave are left out.
 *
 * @param id of the connection
 * @param client it has spoken HTTP/2
 * @param openCalls calls open now
 * @param streamingCalls those of them that are not unary
 * @param resumableCalls those of the streaming ones that may be cut
 * @param rpcPerSecond decayed rate
 */
record ShedCandidate(
    long id,
    boolean client,
    int openCalls,
    int streamingCalls,
    int resumableCalls,
    double rpcPerSecond) {

  /** How much a move hurts, mildest first. */
  enum Burden {
    /** Nothing open and hardly any traffic: nobody notices. */
    IDLE,
    /** Unary traffic: open calls end by themselves, the next one goes elsewhere. */
    SHORT_CALLS,
    /** Holds streams, and each may be cut. */
    RESUMABLE_STREAMS,
    /** Holds a stream whose client did not say it comes back. */
    OTHER_STREAMS
  }

  Burden burden(double idleBelowRpcPerSecond) {
    if (streamingCalls > resumableCalls) {
      return Burden.OTHER_STREAMS;
    }
    if (streamingCalls > 0) {
      return Burden.RESUMABLE_STREAMS;
    }
    return openCalls == 0 && rpcPerSecond < idleBelowRpcPerSecond
        ? Burden.IDLE
        : Burden.SHORT_CALLS;
  }
}
