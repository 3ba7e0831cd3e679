/**
 * What keeps queues moving without anybody asking: leases that ended, jobs that fall due, records
 * past their time. Each role is one small bounded step; {@link
 * dev.tidegate.queue.maintenance.MaintenanceLoop} decides when to take which. Any number of
 * runtimes may run it on the same queues at the same time.
 *
 * <p>May import {@code queue.store}, {@code queue.policy}, {@code queue.model} and slf4j; knows no
 * Redis and no gRPC.
 */
@NullMarked
package dev.tidegate.queue.maintenance;

import org.jspecify.annotations.NullMarked;
