package dev.tidegate.controller.ledger;

import dev.tidegate.controller.model.RebalanceRequest;
import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.plan.Journal;
import dev.tidegate.controller.plan.LeaderNote;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.controller.rotation.RotationState;
import dev.tidegate.controller.scaling.ScaleInState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The notes of the journal as values. */
public final class JournalCodec {
  private JournalCodec() {}

  /** Reads all notes; those that cannot be read are named, never skipped in silence. */
  public static Journal decode(List<Fleet.Note> notes, long epoch) {
    List<RotationState> rotations = new ArrayList<>();
    Map<String, ScaleInState> scaleIns = new TreeMap<>();
    List<RotationRequest> rotationRequests = new ArrayList<>();
    List<RebalanceRequest> rebalanceRequests = new ArrayList<>();
    Map<String, RequestStatus> statuses = new TreeMap<>();
    List<String> unreadable = new ArrayList<>();
    for (Fleet.Note note : inOrder(notes)) {
      String key = note.key();
      try {
        if (key.startsWith(Journal.ROTATION)) {
          rotations.add(Json.read(note.json(), RotationState.class));
        } else if (key.startsWith(Journal.SCALE_IN)) {
          ScaleInState state = Json.read(note.json(), ScaleInState.class);
          scaleIns.put(state.pool(), state);
        } else if (key.startsWith(Journal.ROTATION_REQUEST)) {
          rotationRequests.add(Json.read(note.json(), RotationRequest.class));
        } else if (key.startsWith(Journal.REBALANCE_REQUEST)) {
          rebalanceRequests.add(Json.read(note.json(), RebalanceRequest.class));
        } else if (key.startsWith(Journal.STATUS)) {
          statuses.put(key, Json.read(note.json(), RequestStatus.class));
        }
      } catch (IllegalArgumentException e) {
        unreadable.add(key);
      }
    }
    boolean noted = leader(notes).filter(l -> l.epoch() == epoch).isPresent();
    return new Journal(
        rotations, scaleIns, rotationRequests, rebalanceRequests, statuses, unreadable, noted);
  }

  /** The leader that the journal names. */
  public static Optional<LeaderNote> leader(List<Fleet.Note> notes) {
    return notes.stream()
        .filter(n -> n.key().equals(Journal.LEADER))
        .findFirst()
        .flatMap(JournalCodec::leader);
  }

  private static Optional<LeaderNote> leader(Fleet.Note note) {
    try {
      return Optional.of(Json.read(note.json(), LeaderNote.class));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Requests are taken up in the order in which they were posted. */
  private static List<Fleet.Note> inOrder(List<Fleet.Note> notes) {
    List<Fleet.Note> sorted = new ArrayList<>(notes);
    sorted.sort(
        java.util.Comparator.comparing(Fleet.Note::writtenAt).thenComparing(Fleet.Note::key));
    return sorted;
  }
}
