package dev.tidegate.localaws.dataplane;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every open flow, and the latest closed ones. */
final class FlowLedger {

  private static final int KEPT_CLOSED = 200_000;

  private final Map<Long, Flow> open = new ConcurrentHashMap<>();
  private final ArrayDeque<FlowRecord> closed = new ArrayDeque<>();

  void opened(Flow flow) {
    open.put(flow.id(), flow);
  }

  void closed(Flow flow) {
    synchronized (closed) {
      if (closed.size() == KEPT_CLOSED) {
        closed.removeFirst();
      }
      closed.addLast(flow.record());
      open.remove(flow.id());
    }
  }

  List<Flow> open() {
    return List.copyOf(open.values());
  }

  List<FlowRecord> records() {
    List<FlowRecord> all;
    synchronized (closed) {
      all = new ArrayList<>(closed);
      open.values().forEach(f -> all.add(f.record()));
    }
    all.sort(Comparator.comparingLong(FlowRecord::id));
    return List.copyOf(all);
  }
}
