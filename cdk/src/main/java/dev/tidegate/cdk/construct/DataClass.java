package dev.tidegate.cdk.construct;

/** How much a store promises about a job that it acknowledged. */
public enum DataClass {
  /** One ElastiCache node: jobs are gone with the node. For trying things out. */
  MEMORY,
  /** MemoryDB: each write is in a log over several zones before it is acknowledged. */
  MULTI_AZ_LOG
}
