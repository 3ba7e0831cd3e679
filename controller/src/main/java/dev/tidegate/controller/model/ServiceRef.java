package dev.tidegate.controller.model;

import java.util.Objects;

/** One ECS service: the cluster's name or ARN and the service's name. */
public record ServiceRef(String cluster, String service) implements Comparable<ServiceRef> {
  public ServiceRef {
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(service, "service");
  }

  @Override
  public int compareTo(ServiceRef other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return cluster + "/" + service;
  }
}
