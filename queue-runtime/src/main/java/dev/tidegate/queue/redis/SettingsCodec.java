package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.RetryPolicy;
import dev.tidegate.queue.store.QueueSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Settings as fields of the {@code cfg} hash: decimal numbers, flags 0 and 1. */
final class SettingsCodec {
  private SettingsCodec() {}

  /** The fields that are set, name and value in turn. */
  static List<byte[]> fields(QueueSettings settings) {
    List<byte[]> out = new ArrayList<>();
    settings.pausedIn().ifPresent(on -> add(out, "paused_in", on ? "1" : "0"));
    settings.pausedOut().ifPresent(on -> add(out, "paused_out", on ? "1" : "0"));
    add(out, "expected", settings.defaultExpectedDurationMs());
    settings
        .leaseFactorPermille()
        .ifPresent(factor -> add(out, "lease_factor", Integer.toString(factor)));
    add(out, "lease_floor", settings.leaseFloorMs());
    add(out, "delivery", settings.deliveryLeaseMs());
    settings
        .maxDeliveryLosses()
        .ifPresent(most -> add(out, "max_unstarted", Integer.toString(most)));
    settings.defaultRetryPolicy().ifPresent(policy -> add(out, "retry", retry(policy)));
    add(out, "max_length", settings.maxLength());
    add(out, "max_bytes", settings.maxBytes());
    add(out, "done_retention", settings.doneRetentionMs());
    add(out, "dead_retention", settings.deadRetentionMs());
    add(out, "dead_max", settings.deadMaxCount());
    return out;
  }

  private static void add(List<byte[]> out, String name, OptionalLong value) {
    value.ifPresent(number -> add(out, name, Long.toString(number)));
  }

  private static void add(List<byte[]> out, String name, String value) {
    out.add(Replies.bytes(name));
    out.add(Replies.bytes(value));
  }

  static QueueSettings settings(Map<String, String> fields) {
    return new QueueSettings(
        flag(fields.get("paused_in")),
        flag(fields.get("paused_out")),
        number(fields.get("expected")),
        small(fields.get("lease_factor")),
        number(fields.get("lease_floor")),
        number(fields.get("delivery")),
        small(fields.get("max_unstarted")),
        Optional.ofNullable(fields.get("retry")).map(SettingsCodec::retry),
        number(fields.get("max_length")),
        number(fields.get("max_bytes")),
        number(fields.get("done_retention")),
        number(fields.get("dead_retention")),
        number(fields.get("dead_max")));
  }

  private static Optional<Boolean> flag(@Nullable String text) {
    return Optional.ofNullable(text).map("1"::equals);
  }

  private static OptionalLong number(@Nullable String text) {
    return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  private static OptionalInt small(@Nullable String text) {
    return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
  }

  /** max attempts, first and longest backoff, multiplier and jitter in thousandths, max losses. */
  static String retry(RetryPolicy policy) {
    return policy.maxAttempts()
        + ","
        + policy.initialBackoffMs()
        + ","
        + policy.maxBackoffMs()
        + ","
        + permille(policy.multiplier())
        + ","
        + permille(policy.jitter())
        + ","
        + policy.maxLeaseLosses();
  }

  private static RetryPolicy retry(String text) {
    List<String> parts = List.of(text.split(",", -1));
    return new RetryPolicy(
        Integer.parseInt(parts.get(0)),
        Long.parseLong(parts.get(1)),
        Long.parseLong(parts.get(2)),
        Integer.parseInt(parts.get(3)) / 1_000.0,
        Integer.parseInt(parts.get(4)) / 1_000.0,
        Integer.parseInt(parts.get(5)));
  }

  static int permille(double share) {
    return (int) Math.round(share * 1_000);
  }
}
