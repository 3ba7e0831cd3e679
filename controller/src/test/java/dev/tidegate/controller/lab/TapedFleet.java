package dev.tidegate.controller.lab;

import dev.tidegate.controller.model.FleetView;
import dev.tidegate.controller.model.QueueView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.port.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The real fleet adapter with its writes on tape; plain renewals of directives are left out. */
final class TapedFleet implements Fleet {
  private final Fleet fleet;
  private final Tape tape;
  private String lastDirectives = "";

  TapedFleet(Fleet fleet, Tape tape) {
    this.fleet = fleet;
    this.tape = tape;
  }

  @Override
  public Lease acquire(String holder, Duration lease) {
    return fleet.acquire(holder, lease);
  }

  @Override
  public void release(String holder, long epoch) {
    fleet.release(holder, epoch);
  }

  @Override
  public FleetView fleet() {
    return fleet.fleet();
  }

  @Override
  public List<QueueView> queues(List<String> names) {
    return fleet.queues(names);
  }

  @Override
  public List<SessionView> sessions() {
    return fleet.sessions();
  }

  @Override
  public void putDirectives(long epoch, List<Order> orders) {
    String what = "direct";
    for (Order order : orders) {
      what += order.wish().drain() ? " drain" : " serve";
      what += order.wish().shed() == null ? "" : "+shed";
    }
    if (what.equals(lastDirectives)) {
      fleet.putDirectives(epoch, orders);
      return;
    }
    lastDirectives = what;
    tape.write(what, () -> fleet.putDirectives(epoch, orders));
  }

  @Override
  public void drainWorkers(
      long epoch, Collection<String> tasks, boolean drain, Instant deadline, String reason) {
    tape.write(
        (drain ? "drain " : "undrain ") + tasks.size(),
        () -> fleet.drainWorkers(epoch, tasks, drain, deadline, reason));
  }

  @Override
  public List<Note> journal() {
    return fleet.journal();
  }

  @Override
  public void putJournal(long epoch, String key, String json) {
    tape.write("note " + key + step(json), () -> fleet.putJournal(epoch, key, json));
  }

  private static String step(String json) {
    int at = json.indexOf("\"step\":\"");
    return at < 0 ? "" : " " + json.substring(at + 8, json.indexOf('"', at + 8));
  }

  @Override
  public void deleteJournal(long epoch, String key) {
    tape.write("strike " + key, () -> fleet.deleteJournal(epoch, key));
  }
}
