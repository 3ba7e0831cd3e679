package dev.tidegate.client.lease;

import java.util.List;

/** A message for the runtime. Messages of one step are written in their order. */
public sealed interface Send {

  /** Writes this message. */
  void over(Wire wire);

  /** Where messages are written. */
  interface Wire {
    void credit(String queue, long cumulative);

    void started(List<Held> held);

    void heartbeat(List<Held> held);

    void settle(Settling settling);

    void goodbye(String reason);
  }

  /** How many deliveries the stream has permission for since its beginning. */
  record Credit(String queue, long cumulative) implements Send {
    @Override
    public void over(Wire wire) {
      wire.credit(queue, cumulative);
    }
  }

  /** Handlers of these deliveries began. */
  record Started(List<Held> held) implements Send {
    public Started {
      held = List.copyOf(held);
    }

    @Override
    public void over(Wire wire) {
      wire.started(held);
    }
  }

  /** Handlers of these deliveries live. */
  record Heartbeat(List<Held> held) implements Send {
    public Heartbeat {
      held = List.copyOf(held);
    }

    @Override
    public void over(Wire wire) {
      wire.heartbeat(held);
    }
  }

  /** A delivery ended. */
  record Settle(Settling settling) implements Send {
    @Override
    public void over(Wire wire) {
      wire.settle(settling);
    }
  }

  /** No more jobs are wanted; what is held is finished first. */
  record Goodbye(String reason) implements Send {
    @Override
    public void over(Wire wire) {
      wire.goodbye(reason);
    }
  }
}
