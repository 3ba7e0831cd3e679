package dev.tidegate.queue.redis;

import dev.tidegate.queue.model.RetryPolicy;
import dev.tidegate.queue.policy.LeaseLength;
import dev.tidegate.queue.policy.QueueDefaults;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The Lua sources put together into one library. Library and functions carry a hash of the whole
 * text in their names: a runtime of another version brings its own beside it, and nobody's code is
 * swapped under a running program.
 */
final class FunctionLibrary {
  private static final String LIBRARY = "tidegate_";
  private static final String FUNCTION = "tidegate_";

  private final String name;
  private final byte[] source;
  private final Map<RedisFunction, byte[]> names = new EnumMap<>(RedisFunction.class);

  private FunctionLibrary(String body) {
    String hash = hash(body);
    name = LIBRARY + hash;
    StringBuilder text = new StringBuilder("#!lua name=").append(name).append('\n').append(body);
    for (RedisFunction function : RedisFunction.values()) {
      String registered = FUNCTION + function.luaName() + '_' + hash;
      names.put(function, registered.getBytes(StandardCharsets.US_ASCII));
      text.append("redis.register_function{ function_name = '")
          .append(registered)
          .append("', callback = ")
          .append(function.luaName())
          .append(", flags = ")
          .append(function.luaFlags())
          .append(" }\n");
    }
    source = text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads the sources that this program carries. */
  static FunctionLibrary assemble() {
    return with("");
  }

  /** The same with one more line of Lua: another version, for tests of two side by side. */
  static FunctionLibrary with(String more) {
    Set<String> sources = new LinkedHashSet<>();
    sources.add("prelude");
    for (RedisFunction function : RedisFunction.values()) {
      sources.add(function.source());
    }
    StringBuilder body = new StringBuilder(defaults());
    for (String resource : sources) {
      body.append(read(resource + ".lua")).append('\n');
    }
    return new FunctionLibrary(body.append(more).append('\n').toString());
  }

  /** What the functions fall back to, from the one place that defines it. */
  private static String defaults() {
    return String.join(
        "\n",
        "local DEFAULTS = {",
        "  expected = " + QueueDefaults.EXPECTED_DURATION_MS + ",",
        "  lease_factor = " + QueueDefaults.LEASE_FACTOR_PERMILLE + ",",
        "  lease_floor = " + QueueDefaults.LEASE_FLOOR_MS + ",",
        "  longest_lease = " + LeaseLength.LONGEST_MS + ",",
        "  delivery = " + QueueDefaults.DELIVERY_LEASE_MS + ",",
        "  max_unstarted = " + QueueDefaults.MAX_DELIVERY_LOSSES + ",",
        "  max_length = 0,",
        "  max_bytes = 0,",
        "  done_retention = " + QueueDefaults.DONE_RETENTION_MS + ",",
        "  result_retention = " + QueueDefaults.RESULT_RETENTION_MS + ",",
        "  dead_retention = " + QueueDefaults.DEAD_RETENTION_MS + ",",
        "  dead_max = " + QueueDefaults.DEAD_MAX_COUNT + ",",
        "  retry = '" + SettingsCodec.retry(RetryPolicy.DEFAULT) + "',",
        "}",
        "");
  }

  private static String read(String resource) {
    try (InputStream in = FunctionLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks the resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String body) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String name() {
    return name;
  }

  /** What FUNCTION LOAD takes. */
  byte[] source() {
    return source;
  }

  /** The name that FCALL takes. */
  byte[] nameOf(RedisFunction function) {
    byte[] found = names.get(function);
    if (found == null) {
      throw new IllegalStateException("every function has a name");
    }
    return found;
  }
}
