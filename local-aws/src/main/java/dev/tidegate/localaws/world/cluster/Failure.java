package dev.tidegate.localaws.world.cluster;

/**
 * An entry of the {@code failures} list of a call that succeeded as a whole.
 *
 * @param reference what was asked for
 * @param reason AWS's word, for example {@code MISSING}
 * @param detail more
 */
public record Failure(String reference, String reason, String detail) {}
