package dev.tidegate.cli;

/** What a script may rely on; printed by {@code tidegate --help}. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int REFUSED = 3;
  static final int UNREACHABLE = 4;
  static final int DEADLINE = 5;

  private ExitCode() {}
}
