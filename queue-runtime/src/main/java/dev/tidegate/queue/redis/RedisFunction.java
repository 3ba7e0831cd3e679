package dev.tidegate.queue.redis;

import java.util.Locale;

/**
 * The functions inside Redis. Each stands in the resource of its name (or in that of its family)
 * with its keys, arguments and replies.
 */
enum RedisFunction {
  ENQUEUE("enqueue", ""),
  LEASE("lease", "allow-oom"),
  SETTLE("settle", "allow-oom"),
  CANCEL("cancel", "allow-oom"),
  REAP("reap", "allow-oom"),
  PROMOTE("promote", "allow-oom"),
  TRIM("trim", "allow-oom"),
  REDRIVE("redrive", ""),
  DISCARD("discard", "allow-oom"),
  STATS("stats", "no-writes,allow-oom"),
  FIND("find", "no-writes,allow-oom"),
  LIST("list", "no-writes,allow-oom"),
  CONFIGURE("configure", "allow-oom"),
  SETTINGS("configure", "no-writes,allow-oom"),
  REGISTER("registry", "allow-oom"),
  QUEUES("registry", "no-writes,allow-oom"),
  ENTRY_PUT("fleet", "allow-oom"),
  ENTRY_REMOVE("fleet", "allow-oom"),
  ENTRY_GET("fleet", "no-writes,allow-oom"),
  ENTRY_LIST("fleet", "no-writes,allow-oom"),
  DIRECTIVE_PUT("fleet", "allow-oom"),
  DIRECTIVE_REMOVE("fleet", "allow-oom"),
  DIRECTIVE_CLEAR("fleet", "allow-oom"),
  LEADER_ACQUIRE("fleet", "allow-oom"),
  LEADER_RELEASE("fleet", "allow-oom"),
  JOURNAL_PUT("fleet", "allow-oom"),
  JOURNAL_DELETE("fleet", "allow-oom"),
  JOURNAL_LIST("fleet", "no-writes,allow-oom"),
  CLOCK("fleet", "no-writes,allow-oom");

  private final String source;
  private final String flags;

  RedisFunction(String source, String flags) {
    this.source = source;
    this.flags = flags;
  }

  /** Name of the Lua function, and part of the name it is registered under. */
  String luaName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Resource that holds it, without its ending. */
  String source() {
    return source;
  }

  /** Its flags as a Lua table: whether it runs at maxmemory, whether it only reads. */
  String luaFlags() {
    if (flags.isEmpty()) {
      return "{}";
    }
    return "{ '" + flags.replace(",", "', '") + "' }";
  }
}
