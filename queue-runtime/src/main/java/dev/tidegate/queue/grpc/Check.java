package dev.tidegate.queue.grpc;

import com.google.protobuf.ByteString;
import dev.tidegate.queue.model.DeliveryToken;
import dev.tidegate.queue.model.JobId;
import dev.tidegate.queue.model.QueueName;
import dev.tidegate.queue.model.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The limits of the contract. Every method answers the checked value or throws {@link Refused}. */
final class Check {
  static final int BATCH = 256;
  static final int CALL_BYTES = 1024 * 1024;
  static final int BODY_BYTES = 256 * 1024;
  static final int RESULT_BYTES = 16 * 1024;
  static final long WEEK_MS = 604_800_000;
  static final long DAY_MS = 86_400_000;

  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9._:/-]{1,100}");

  private Check() {}

  static void that(boolean holds, String field, String rule) {
    if (!holds) {
      throw new Refused(Problem.invalid(field, rule));
    }
  }

  static void notServed(boolean asked, String field) {
    if (asked) {
      throw new Refused(Problem.notSupported(field));
    }
  }

  static QueueName queue(String name, String field) {
    try {
      return new QueueName(name);
    } catch (IllegalArgumentException bad) {
      throw new Refused(Problem.invalid(field, "must match [a-z0-9._-]{1,100}"));
    }
  }

  static JobId jobId(String id, String field) {
    try {
      return new JobId(id);
    } catch (IllegalArgumentException bad) {
      throw new Refused(Problem.invalid(field, "must match [A-Za-z0-9._-]{1,64}"));
    }
  }

  static SessionId sessionId(String id, String field) {
    try {
      return new SessionId(id);
    } catch (IllegalArgumentException bad) {
      throw new Refused(Problem.invalid(field, "must match [A-Za-z0-9._-]{1,64}"));
    }
  }

  /** Tokens are text to the store; whatever bytes a client sends map to some text of one length. */
  static DeliveryToken token(ByteString token, String field) {
    that(!token.isEmpty() && token.size() <= 128, field, "must have 1..128 bytes");
    return new DeliveryToken(token.toString(StandardCharsets.ISO_8859_1));
  }

  static String type(String type, String field) {
    that(TYPE.matcher(type).matches(), field, "must match [A-Za-z0-9._:/-]{1,100}");
    return type;
  }

  static long range(long value, long least, long most, String field) {
    that(value >= least && value <= most, field, "must be " + least + ".." + most);
    return value;
  }

  static OptionalLong optional(boolean present, long value, long least, long most, String field) {
    return present ? OptionalLong.of(range(value, least, most, field)) : OptionalLong.empty();
  }

  /** At most {@code most} bytes of UTF-8. */
  static String text(String value, int most, String field) {
    // A char is at most three bytes of UTF-8: short strings need no counting.
    boolean fits = value.length() * 3L <= most || utf8Bytes(value) <= most;
    that(fits, field, "must have at most " + most + " bytes");
    return value;
  }

  static int utf8Bytes(String value) {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }

  /** 1..256 items. */
  static void batch(int size, String field) {
    that(size >= 1 && size <= BATCH, field, "must have 1.." + BATCH + " entries");
  }
}
