package dev.tidegate.localaws.world.machine;

/**
 * What AWS publishes for one burstable size ("Key concepts for burstable performance instances").
 * One credit is one vCPU at 100 % for one minute.
 *
 * @param vcpus virtual CPUs
 * @param perHour credits earned each hour
 * @param max most credits that accrue: 24 hours of earning
 * @param baselinePercent share of each vCPU that earning pays for exactly
 * @param launchCredits granted at launch: 30 per vCPU for t2 standard, none for later families
 */
public record CreditRate(
    int vcpus, double perHour, double max, double baselinePercent, double launchCredits) {

  static CreditRate t2(int vcpus, double perHour, double max, double baselinePercent) {
    return new CreditRate(vcpus, perHour, max, baselinePercent, 30.0 * vcpus);
  }

  static CreditRate later(int vcpus, double perHour, double max, double baselinePercent) {
    return new CreditRate(vcpus, perHour, max, baselinePercent, 0);
  }
}
