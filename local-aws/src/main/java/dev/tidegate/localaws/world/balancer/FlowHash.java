package dev.tidegate.localaws.world.balancer;

/**
 * The flow hash. AWS names its inputs (protocol, source and destination address and port, TCP
 * sequence number; "How Elastic Load Balancing works") but not the function: any good mixer serves.
 */
public final class FlowHash {

  private FlowHash() {}

  /** Hash of one flow. */
  public static long of(
      long seed, String sourceIp, int sourcePort, String targetIp, int targetPort, long sequence) {
    long hash = mix(seed ^ sourceIp.hashCode());
    hash = mix(hash ^ ((long) sourcePort << 32 | targetPort));
    hash = mix(hash ^ targetIp.hashCode());
    return mix(hash ^ sequence);
  }

  /** The finalizer of SplitMix64: every input bit moves about half of the output bits. */
  static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
