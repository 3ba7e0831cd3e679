package dev.tidegate.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** The default listener: one line per event worth knowing, through the JDK's own logging facade. */
final class LoggingListener implements WorkerListener {
  private final Logger log = System.getLogger("dev.tidegate.client.Worker");

  @Override
  public void connected(String runtimeId) {
    log.log(Level.INFO, "connected to runtime {0}", runtimeId);
  }

  @Override
  public void disconnected(String reason, Duration reconnectIn) {
    log.log(Level.WARNING, "disconnected: {0}; again in {1}", reason, reconnectIn);
  }

  @Override
  public void unknownType(String jobId, String type) {
    log.log(Level.WARNING, "released job {0}: no handler for type {1}", jobId, type);
  }

  @Override
  public void attemptFailed(String jobId, String kind, String message) {
    log.log(Level.WARNING, "attempt of job {0} failed: {1}: {2}", jobId, kind, message);
  }

  @Override
  public void leaseLost(String jobId) {
    log.log(Level.WARNING, "lease of job {0} lost", jobId);
  }

  @Override
  public void outcomeRefused(String jobId, String reason) {
    log.log(Level.WARNING, "outcome of job {0} refused: {1}", jobId, reason);
  }

  @Override
  public void quiesced(String reason) {
    log.log(Level.INFO, "the runtime gives nothing more for now: {0}", reason);
  }

  @Override
  public void draining(String reason) {
    log.log(Level.INFO, "taking no more jobs: {0}", reason);
  }

  @Override
  public void drained(DrainReport report) {
    log.log(Level.INFO, "drained: {0}", report);
  }

  @Override
  public void trouble(String what, Throwable error) {
    log.log(Level.WARNING, what, error);
  }
}
