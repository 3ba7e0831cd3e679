package dev.tidegate.localaws.fault;

import software.amazon.awssdk.core.SdkRequest;

/**
 * One call of an AWS API.
 *
 * @param service the IAM prefix, for example {@code ecs}
 * @param operation for example {@code DescribeServices}
 * @param request what was asked
 */
public record ApiCall(String service, String operation, SdkRequest request) {

  /** For example {@code ecs:DescribeServices}. */
  public String name() {
    return service + ":" + operation;
  }
}
