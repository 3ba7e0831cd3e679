package dev.tidegate.cdk.construct;

import java.util.Objects;

/**
 * One AWS action that a program may take, and why.
 *
 * @param action service and operation, never with a wildcard
 * @param scope which resources it may touch
 * @param reason what breaks without it
 */
public record Permission(String action, Scope scope, String reason) {
  /** Which resources an action may touch. */
  public enum Scope {
    /** Services of the own cluster. */
    SERVICES("OwnServices"),
    /** Tasks of the own cluster. */
    TASKS("OwnTasks"),
    /** Container instances of the own cluster. */
    INSTANCES("OwnHosts"),
    /** A listing, which has no resource to name: any, on condition that it is the own cluster's. */
    CLUSTER_LISTING("OwnClusterListing"),
    /** Parameters under the own path. */
    PARAMETERS("OwnResources"),
    /** A read that AWS offers for everything or nothing. */
    ANYTHING("ReadsWithoutResources");

    private final String sid;

    Scope(String sid) {
      this.sid = sid;
    }

    /** Name of the policy statement that holds the actions of this scope. */
    public String sid() {
      return sid;
    }
  }

  /** Checks the action's form. */
  public Permission {
    Objects.requireNonNull(scope, "scope");
    if (!action.matches("[a-z0-9-]+:[A-Z][A-Za-z0-9]+")) {
      throw new IllegalArgumentException("'" + action + "' is no single action");
    }
    if (reason.isBlank()) {
      throw new IllegalArgumentException(action + " has no reason");
    }
  }
}
