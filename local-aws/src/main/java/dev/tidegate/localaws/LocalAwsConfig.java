package dev.tidegate.localaws;

import dev.tidegate.localaws.scenario.Scenario;
import dev.tidegate.localaws.task.TaskModel;
import dev.tidegate.localaws.world.kernel.LagProfile;
import dev.tidegate.localaws.world.kernel.OpenPoints;
import dev.tidegate.localaws.world.kernel.Place;

/**
 * What a simulated AWS is made from.
 *
 * @param seed decides all chance: lags, placement, victims, flow hashes, faults
 * @param scenario what exists at the beginning
 * @param lags how slow it is
 * @param openPoints switches for what AWS does not document
 * @param place account and region
 * @param taskModel how tasks behave in virtual time
 */
public record LocalAwsConfig(
    long seed,
    Scenario scenario,
    LagProfile lags,
    OpenPoints openPoints,
    Place place,
    TaskModel taskModel) {

  /**
   * Six t3.small instances in two zones, observed lags, the harsher reading of every open point.
   */
  public static LocalAwsConfig usual(long seed) {
    return new LocalAwsConfig(
        seed,
        Scenario.fleet("t3.small", 6),
        LagProfile.observed(),
        OpenPoints.harsh(),
        new Place("eu-west-1", "123456789012"),
        TaskModel.usual());
  }

  /** The same with other lags. */
  public LocalAwsConfig with(LagProfile other) {
    return new LocalAwsConfig(seed, scenario, other, openPoints, place, taskModel);
  }

  /** The same with another beginning. */
  public LocalAwsConfig with(Scenario other) {
    return new LocalAwsConfig(seed, other, lags, openPoints, place, taskModel);
  }

  /** The same with other open points. */
  public LocalAwsConfig with(OpenPoints other) {
    return new LocalAwsConfig(seed, scenario, lags, other, place, taskModel);
  }

  /** The same with other tasks in virtual time. */
  public LocalAwsConfig with(TaskModel other) {
    return new LocalAwsConfig(seed, scenario, lags, openPoints, place, other);
  }
}
