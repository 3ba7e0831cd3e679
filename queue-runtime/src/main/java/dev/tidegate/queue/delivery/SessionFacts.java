package dev.tidegate.queue.delivery;

import dev.tidegate.queue.model.SessionId;

/**
 * What a worker says of itself.
 *
 * @param id the same across its reconnects
 * @param instance for people
 * @param ecsTaskArn empty outside ECS
 * @param bootId differs at every start of the worker
 * @param revision task definition revision or image digest
 * @param slots handlers it runs at once
 */
public record SessionFacts(
    SessionId id, String instance, String ecsTaskArn, String bootId, String revision, int slots) {}
