package dev.tidegate.client;

/**
 * Does the work of one job. Called on a thread of the worker's pool, for several jobs at once where
 * the worker has several slots. Delivery is at least once: a handler must tolerate a second run of
 * the same job.
 */
@FunctionalInterface
public interface JobHandler {
  /**
   * Works.
   *
   * @return how it ended
   * @throws Exception anything thrown is a failed attempt, retried by the job's policy
   */
  JobResult handle(JobContext job) throws Exception;
}
