package dev.tidegate.controller.app;

import dev.tidegate.controller.fleet.GrpcFleet;
import dev.tidegate.controller.ledger.JournalCodec;
import dev.tidegate.controller.ledger.Json;
import dev.tidegate.controller.model.RebalanceRequest;
import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.plan.Journal;
import dev.tidegate.controller.plan.LeaderNote;
import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.controller.port.PortException;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where rotations and rebalances are asked for: in the journal behind the fleet's API. Whoever
 * leads takes a request up and writes its progress back, so that asking needs no path to the
 * controller, and a request outlives it.
 */
public final class RequestDesk {
  /** A leader may change between reading its epoch and writing under it. */
  private static final int ATTEMPTS = 5;

  private final Fleet fleet;

  public RequestDesk(Channel channel, Duration timeout) {
    this(new GrpcFleet(channel, timeout));
  }

  RequestDesk(Fleet fleet) {
    this.fleet = fleet;
  }

  /**
   * Asks for a rotation. Repeating it with the same id changes nothing.
   *
   * @throws PortException if no controller leads (NOT_FOUND), or the fleet cannot be reached
   */
  public void request(RotationRequest request) {
    post(Journal.ROTATION_REQUEST + request.id(), "rotation", request.id(), request);
  }

  /** Asks for a rebalance; otherwise as {@link #request(RotationRequest)}. */
  public void request(RebalanceRequest request) {
    post(Journal.REBALANCE_REQUEST + request.id(), "rebalance", request.id(), request);
  }

  /**
   * How far a request has come; empty until a controller takes it up.
   *
   * @param kind rotation or rebalance
   */
  public Optional<RequestStatus> status(String kind, String id) {
    String key = Journal.statusKey(kind, id);
    return fleet.journal().stream()
        .filter(n -> n.key().equals(key))
        .findFirst()
        .map(n -> Json.read(n.json(), RequestStatus.class));
  }

  /** The controller that leads, or led last. */
  public Optional<LeaderNote> leader() {
    return JournalCodec.leader(fleet.journal());
  }

  private void post(String key, String kind, String id, Record request) {
    for (int attempt = 1; ; attempt++) {
      List<Fleet.Note> notes = fleet.journal();
      boolean known =
          notes.stream()
              .map(Fleet.Note::key)
              .anyMatch(k -> k.equals(key) || k.equals(Journal.statusKey(kind, id)));
      if (known) {
        return;
      }
      LeaderNote leader =
          JournalCodec.leader(notes)
              .orElseThrow(
                  () ->
                      new PortException(
                          FailureKind.NOT_FOUND, "no controller has led yet: start one"));
      try {
        fleet.putJournal(leader.epoch(), key, Json.write(request));
        return;
      } catch (PortException e) {
        if (e.kind() != FailureKind.NOT_LEADER || attempt >= ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
