package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.JobState;
import dev.tidegate.queue.model.Payload;
import dev.tidegate.queue.model.SessionId;
import dev.tidegate.queue.store.JobRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what {@code find} and {@code list} answer of a job. */
final class RecordView {
  private static final int PARTS = 8;

  private RecordView() {}

  /** All records in the flat answer from an index on. */
  static List<JobRecord> all(List<?> flat, int from) {
    List<JobRecord> records = new ArrayList<>();
    for (int at = from; at + PARTS <= flat.size(); at += PARTS) {
      records.add(one(flat.subList(at, at + PARTS)));
    }
    return records;
  }

  private static JobRecord one(List<?> parts) {
    JobRecordLayout.Decoded record = JobRecordLayout.decode(Replies.raw(parts.get(1)));
    String reason = Replies.text(parts.get(7));
    return new JobRecord(
        new JobId(Replies.text(parts.get(0))),
        record.type(),
        record.state(),
        record.payload(),
        record.priority(),
        record.attempts(),
        record.leaseLosses(),
        record.expectedMs(),
        record.enqueuedAtMs(),
        due(record, parts.get(3)),
        payload(parts.get(4)),
        record.state() == JobState.DEAD ? Optional.of(reason) : Optional.empty(),
        payload(parts.get(5)),
        payload(parts.get(6)),
        session(Replies.text(parts.get(2))));
  }

  private static OptionalLong due(JobRecordLayout.Decoded record, Object leaseEnd) {
    return switch (record.state()) {
      case READY -> OptionalLong.empty();
      case DELIVERED, RUNNING -> OptionalLong.of(Replies.number(leaseEnd));
      case SCHEDULED, DONE, DEAD, CANCELLED, EXPIRED -> OptionalLong.of(record.at());
    };
  }

  private static Optional<Payload> payload(Object part) {
    byte[] bytes = Replies.raw(part);
    return bytes.length == 0 ? Optional.empty() : Optional.of(Payload.wrap(bytes));
  }

  /** The middle of a token, fence.session.attempt; a session may have dots of its own. */
  private static Optional<SessionId> session(String token) {
    int first = token.indexOf('.');
    int last = token.lastIndexOf('.');
    return first < 0 || last <= first
        ? Optional.empty()
        : Optional.of(new SessionId(token.substring(first + 1, last)));
  }
}
