package dev.tidegate.client.internal;

import dev.tidegate.client.lease.Answer;
import dev.tidegate.client.lease.Token;
import java.util.List;
import java.util.Optional;

/** What comes in on one work stream, one call at a time, in order, on the channel's executor. */
public interface StreamEvents {
  void welcomed(String runtimeId, long heartbeatIntervalMs);

  void delivered(List<Delivered> deliveries);

  void settleAnswered(long seq, Answer answer);

  void leaseLost(Token token);

  void cancelRequested(Token token, String reason);

  /** Nothing comes from this queue for now. */
  void queueIsIdle(String queue);

  /**
   * @param stop true: the worker is to end; false: only this connection ends
   * @param deadlineMs epoch milliseconds
   */
  void drain(boolean stop, long deadlineMs, String reason);

  /** Nothing more comes until further notice; the worker stays. */
  void quiesced(String reason);

  /** The last event. Empty: ended in peace. */
  void closed(Optional<RpcFailure> failure);
}
