package dev.tidegate.queue.grpc;

import dev.tidegate.proto.queue.v1.Hello;
import dev.tidegate.proto.queue.v1.LeaseRequest;
import dev.tidegate.queue.delivery.SessionFacts;
import dev.tidegate.queue.model.SessionId;
import java.util.List;
import java.util.Set;

/** How workers introduce themselves, on a stream and with each poll. */
final class HelloCheck {
  private static final int MOST_TYPES = 100;
  private static final int MOST_CAPABILITIES = 32;
  private static final int MOST_SLOTS = 100_000;

  private HelloCheck() {}

  static SessionFacts facts(Hello hello) {
    Check.that(hello.getProtocol() >= 1, "hello.protocol", "must be 1 or higher");
    Check.that(
        hello.getCapabilitiesCount() <= MOST_CAPABILITIES,
        "hello.capabilities",
        "must have at most 32 entries");
    return new SessionFacts(
        Check.sessionId(hello.getSessionId(), "hello.session_id"),
        Check.text(hello.getInstance(), 200, "hello.instance"),
        Check.text(hello.getEcsTaskArn(), 500, "hello.ecs_task_arn"),
        Check.text(hello.getBootId(), 100, "hello.boot_id"),
        Check.text(hello.getRevision(), 200, "hello.revision"),
        (int) Check.range(hello.getSlots(), 0, MOST_SLOTS, "hello.slots"));
  }

  /**
   * @param anonymous for a poll without a session id
   */
  static SessionFacts facts(LeaseRequest poll, SessionId anonymous) {
    return new SessionFacts(
        poll.getSessionId().isEmpty()
            ? anonymous
            : Check.sessionId(poll.getSessionId(), "session_id"),
        Check.text(poll.getInstance(), 200, "instance"),
        Check.text(poll.getEcsTaskArn(), 500, "ecs_task_arn"),
        Check.text(poll.getBootId(), 100, "boot_id"),
        Check.text(poll.getRevision(), 200, "revision"),
        poll.getMaxJobs());
  }

  static Set<String> types(List<String> types) {
    Check.that(types.size() <= MOST_TYPES, "types", "must have at most 100 entries");
    types.forEach(type -> Check.type(type, "types"));
    return Set.copyOf(types);
  }
}
