package dev.tidegate.controller.plan;

/**
 * Kinds of acts that can hurt somebody, in the order in which they get their turn. One kind acts in
 * a pass, so that two of them never combine into an outage that neither meant:
 *
 * <ol>
 *   <li>a rotation first: it holds an extra task and a draining runtime while it waits;
 *   <li>then a scale-in: it keeps workers from working while it waits;
 *   <li>rebalancing last: nothing is lost by coming later.
 * </ol>
 */
enum Disruption {
  ROTATION,
  SCALE_IN,
  REBALANCE
}
