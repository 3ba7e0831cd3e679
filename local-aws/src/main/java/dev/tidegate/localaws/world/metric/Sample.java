package dev.tidegate.localaws.world.metric;

import java.time.Instant;

/**
 * The folded value of one period.
 *
 * @param at beginning of the period
 * @param value in the unit of the series
 * @param unit CloudWatch's word, for example {@code Count} or {@code None}
 */
public record Sample(Instant at, double value, String unit) {}
