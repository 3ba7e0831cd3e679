package dev.tidegate.localaws.world;

import dev.tidegate.localaws.world.kernel.LagProfile;
import dev.tidegate.localaws.world.kernel.OpenPoints;
import dev.tidegate.localaws.world.kernel.Place;
import java.time.Instant;
import java.util.List;

/**
 * What a world is made from.
 *
 * @param start world time at its beginning
 * @param seed decides all chance
 * @param lags how slow it is
 * @param openPoints switches for what AWS does not document
 * @param place account and region
 * @param zones its Availability Zones, at least one
 * @param cluster the cluster that its instances join
 */
public record WorldSettings(
    Instant start,
    long seed,
    LagProfile lags,
    OpenPoints openPoints,
    Place place,
    List<String> zones,
    String cluster) {

  /** Copies and checks. */
  public WorldSettings {
    zones = List.copyOf(zones);
    if (zones.isEmpty()) {
      throw new IllegalArgumentException("a world needs a zone");
    }
  }
}
