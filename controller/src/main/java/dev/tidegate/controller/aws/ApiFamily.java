package dev.tidegate.controller.aws;

/**
 * Families of calls that share one token bucket per account and region: burst and refill per second
 * as AWS documents them (Request throttling for the ECS API, for the Elastic Load Balancing API;
 * GetMetricData's rate from its quota page).
 */
enum ApiFamily {
  ECS_DESCRIBE_SERVICES(100, 20),
  ECS_READ(100, 20),
  ECS_UPDATE_SERVICE(50, 5),
  ECS_PROTECTION(200, 80),
  ELB_READ(40, 10),
  CLOUDWATCH_READ(50, 50);

  private final int burst;
  private final int perSecond;

  ApiFamily(int burst, int perSecond) {
    this.burst = burst;
    this.perSecond = perSecond;
  }

  int burst() {
    return burst;
  }

  int perSecond() {
    return perSecond;
  }
}
