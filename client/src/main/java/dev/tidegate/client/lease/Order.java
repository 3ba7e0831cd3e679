package dev.tidegate.client.lease;

/** Something for the worker process itself to do, or to know. */
public sealed interface Order {

  /** Carries this order out. */
  void by(Crew crew);

  /** Who carries orders out. */
  interface Crew {
    void run(Held held);

    void stopLost(Held held);

    void stopCancelled(Held held, String reason);

    void settled(Settling settling);

    void dropped(Settling settling, String reason);
  }

  /** Run the handler of this delivery: a slot is free for it. */
  record Run(Held held) implements Order {
    @Override
    public void by(Crew crew) {
      crew.run(held);
    }
  }

  /** The runtime took the delivery away: stop its handler, whatever it returns is dropped. */
  record StopLost(Held held) implements Order {
    @Override
    public void by(Crew crew) {
      crew.stopLost(held);
    }
  }

  /** Someone asked to cancel the job: tell its handler. */
  record StopCancelled(Held held, String reason) implements Order {
    @Override
    public void by(Crew crew) {
      crew.stopCancelled(held, reason);
    }
  }

  /** The runtime took the outcome. */
  record Settled(Settling settling) implements Order {
    @Override
    public void by(Crew crew) {
      crew.settled(settling);
    }
  }

  /** The runtime refused the outcome, or too many tries were needed: it is dropped. */
  record Dropped(Settling settling, String reason) implements Order {
    @Override
    public void by(Crew crew) {
      crew.dropped(settling, reason);
    }
  }
}
