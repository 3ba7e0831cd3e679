package dev.tidegate.client;

/** What became of one job of a bulk enqueue. */
public sealed interface EnqueueResult {

  /** The job, or the reason why there is none, thrown. */
  EnqueuedJob orThrow();

  /** The runtime has it. */
  record Accepted(EnqueuedJob job) implements EnqueueResult {
    @Override
    public EnqueuedJob orThrow() {
      return job;
    }
  }

  /**
   * It was refused, or nothing is known of it: see {@link TidegateException.Kind}.
   *
   * @param id the id it was sent with: handing it in again under this id is safe
   */
  record Failed(String id, TidegateException error) implements EnqueueResult {
    @Override
    public EnqueuedJob orThrow() {
      throw error;
    }
  }
}
