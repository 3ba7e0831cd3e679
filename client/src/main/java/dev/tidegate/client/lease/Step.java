package dev.tidegate.client.lease;

import java.util.ArrayList;
import java.util.List;

/**
 * What follows from one event.
 *
 * @param sends messages for the runtime, in order
 * @param orders things to do in this process, in order, after the messages are handed over
 */
public record Step(List<Send> sends, List<Order> orders) {
  public Step {
    sends = List.copyOf(sends);
    orders = List.copyOf(orders);
  }

  /** Collects a step while an event is worked on. */
  static final class Collector {
    private final List<Send> sends = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();

    void send(Send send) {
      sends.add(send);
    }

    void order(Order order) {
      orders.add(order);
    }

    Step step() {
      return new Step(sends, orders);
    }
  }
}
