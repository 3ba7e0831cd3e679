/**
 * The load balancers as a real TCP proxy: each flow goes to one target for its life, chosen by the
 * route table of the moment. What it counts is an oracle independent of everything else: it knows
 * sockets, not what anybody believes.
 *
 * <p>May import {@code world.balancer} values and Netty. Owns its event-loop threads.
 */
@NullMarked
package dev.tidegate.localaws.dataplane;

import org.jspecify.annotations.NullMarked;
