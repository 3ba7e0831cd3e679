package dev.tidegate.cli.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** What the demo prints last, in the form that scripts read. */
@JsonPropertyOrder({"jobs", "workers", "recovery", "rotation", "compressed", "problems", "ok"})
record DemoReport(
    Jobs jobs,
    Workers workers,
    Recovery recovery,
    Rotation rotation,
    String compressed,
    java.util.List<String> problems,
    boolean ok) {

  /** Counted from the producers' and handlers' own files. */
  record Jobs(int enqueued, int completed, int dead, int lost, int duplicateDeliveries) {}

  /** Worker processes alive, counted from the operating system's process list. */
  record Workers(int min, int max, int last) {
    @com.fasterxml.jackson.annotation.JsonProperty("final")
    @Override
    public int last() {
      return last;
    }
  }

  /** Counted from the handlers' files and the moment of the kill. */
  record Recovery(int killedWorkers, int recoveredJobs, double maxSeconds) {}

  /**
   * Rotations from the process list, calls from the producers' own results, connections from the
   * load balancer's flow table.
   */
  record Rotation(int rotations, long failedRpcs, long retriedRpcs, long connectionsMoved) {}
}
