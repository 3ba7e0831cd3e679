package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.RequestStatus;
import java.util.List;

/** Writes a request's status only when it says something new. */
final class StatusWriter {
  private StatusWriter() {}

  static List<Action> changed(Snapshot snapshot, RequestStatus status) {
    String key = Journal.statusKey(status.kind(), status.id());
    RequestStatus last = snapshot.journal().fresh().map(j -> j.statuses().get(key)).orElse(null);
    boolean same =
        last != null
            && last.step().equals(status.step())
            && last.done() == status.done()
            && last.message().equals(status.message());
    return same ? List.of() : List.of(new Action.PutJournal(key, status));
  }
}
