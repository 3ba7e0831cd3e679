package dev.tidegate.client.lease;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;

/** How a delivery ends, as far as the worker has a say. */
public sealed interface Outcome {

  /** What this outcome is in the words of {@code form}. */
  <T> T as(Form<T> form);

  /** One way to write each outcome. */
  interface Form<T> {
    T ack(Ack ack);

    T fail(Fail fail);

    T release(Release release);
  }

  /**
   * Done.
   *
   * @param result small result kept with the job; may be empty
   * @param contentType media type of {@code result}; empty where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // Copied in and out, compared by content.
  record Ack(byte[] result, String contentType) implements Outcome {
    public Ack {
      result = result.clone();
    }

    @Override
    public <T> T as(Form<T> form) {
      return form.ack(this);
    }

    @Override
    public byte[] result() {
      return result.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Ack ack
          && Arrays.equals(result, ack.result)
          && contentType.equals(ack.contentType);
    }

    @Override
    public int hashCode() {
      return Objects.hash(Arrays.hashCode(result), contentType);
    }
  }

  /**
   * The attempt failed.
   *
   * @param kind short class of the failure
   * @param message for people
   * @param stack where it happened; may be empty
   * @param permanent no retry
   * @param retryAfterMs least wait before the next attempt; empty = the policy's backoff
   */
  record Fail(
      String kind, String message, String stack, boolean permanent, OptionalLong retryAfterMs)
      implements Outcome {
    @Override
    public <T> T as(Form<T> form) {
      return form.fail(this);
    }
  }

  /**
   * Given back unharmed.
   *
   * @param delayMs ready again after this long
   * @param reason for people
   */
  record Release(long delayMs, String reason) implements Outcome {
    @Override
    public <T> T as(Form<T> form) {
      return form.release(this);
    }
  }
}
