/**
 * The store on Redis: the only package that knows Redis and its client.
 *
 * <p>Every change of a job is one Redis function (Lua beside the classes, in the resources of this
 * package), so it is atomic and judged by Redis' own clock. {@link
 * dev.tidegate.queue.redis.RedisKeys} names every key, {@link
 * dev.tidegate.queue.redis.JobRecordLayout} every byte of a record, {@link
 * dev.tidegate.queue.redis.RedisFunction} every function. Calls travel over a few pipelined
 * connections ({@link dev.tidegate.queue.redis.Lane}); concurrent hot calls share one ({@link
 * dev.tidegate.queue.redis.Gatherer}).
 *
 * <p>May import {@code queue.store}, {@code queue.policy}, {@code queue.model}, Jedis and slf4j.
 * Nothing of gRPC, and nobody but {@code queue.app} imports it.
 */
@NullMarked
package dev.tidegate.queue.redis;

import org.jspecify.annotations.NullMarked;
