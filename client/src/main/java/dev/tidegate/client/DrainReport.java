package dev.tidegate.client;

/**
 * How a worker ended.
 *
 * @param releasedJobs jobs given back because their handlers were not done in time
 * @param stuckHandlers handler threads that did not return even after an interrupt
 * @param unansweredOutcomes outcomes that no runtime confirmed; those jobs may run a second time
 */
public record DrainReport(int releasedJobs, int stuckHandlers, int unansweredOutcomes) {
  /** Everything that was held was finished and confirmed. */
  public boolean isClean() {
    return releasedJobs == 0 && stuckHandlers == 0 && unansweredOutcomes == 0;
  }
}
