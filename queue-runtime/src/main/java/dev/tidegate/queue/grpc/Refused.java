package dev.tidegate.queue.grpc;

/** Carries a {@link Problem} out of a check. Has no stack: it is an answer, not a defect. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  // Never serialised; the runtime hands these from one method to the next only.
  private final transient Problem problem;

  Refused(Problem problem) {
    super(problem.message(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
