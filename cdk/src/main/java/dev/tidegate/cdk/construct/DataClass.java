package dev.tidegate.cdk.construct;

/** How much a store promises about a job that it acknowledged. */
public enum DataClass {
  /** One ElastiCache node: jobs are gone with the node. For trying things out. */
  MEMORY("memory"),
  /** MemoryDB: each write is in a log over several zones before it is acknowledged. */
  MULTI_AZ_LOG("fsync");

  private final String declared;

  DataClass(String declared) {
    this.declared = declared;
  }

  /**
   * What a runtime is told to believe: managed stores let nobody read their configuration, so that
   * it cannot find out by itself.
   */
  public String declared() {
    return declared;
  }
}
