package dev.tidegate.localaws.fault;

import java.util.function.Supplier;

/** Stands between a caller and an operation. */
public interface CallFilter {

  /**
   * Answers a call, or throws what the SDK would throw.
   *
   * @param call what was called
   * @param errors makes exceptions of that service
   * @param next performs it
   */
  Object around(ApiCall call, ServiceErrors errors, Supplier<Object> next);
}
