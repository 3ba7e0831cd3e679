package dev.tidegate.localaws.world.machine;

import dev.tidegate.localaws.world.kernel.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A size of instance.
 *
 * @param name for example {@code t3.small}
 * @param vcpus virtual CPUs; one is 1,024 CPU units to ECS
 * @param memoryMiB memory that ECS can place into
 * @param interfaces network interfaces, of which one is the instance's own
 * @param creditRate how it earns credits; empty when it is not burstable
 */
public record InstanceType(
    String name, int vcpus, int memoryMiB, int interfaces, @Nullable CreditRate creditRate) {

  private static final Map<String, InstanceType> KNOWN = table();

  /** By its name; refuses what is not in the table. */
  public static InstanceType named(String name) {
    InstanceType type = KNOWN.get(name);
    if (type == null) {
      throw new Refusal("InvalidParameterValue", "Instance type " + name + " is not modelled.");
    }
    return type;
  }

  /** How it earns credits. */
  public Optional<CreditRate> credits() {
    return Optional.ofNullable(creditRate);
  }

  /** Whether a fresh instance is in unlimited mode: every burstable family but t2. */
  public boolean unlimitedByDefault() {
    return creditRate != null && !name.startsWith("t2.");
  }

  private static Map<String, InstanceType> table() {
    Map<String, InstanceType> types = new LinkedHashMap<>();
    burstable(types, "t2.nano", 512, 2, CreditRate.t2(1, 3, 72, 5));
    burstable(types, "t2.micro", 1024, 2, CreditRate.t2(1, 6, 144, 10));
    burstable(types, "t2.small", 2048, 3, CreditRate.t2(1, 12, 288, 20));
    burstable(types, "t2.medium", 4096, 3, CreditRate.t2(2, 24, 576, 20));
    burstable(types, "t2.large", 8192, 3, CreditRate.t2(2, 36, 864, 30));
    burstable(types, "t2.xlarge", 16384, 3, CreditRate.t2(4, 54, 1296, 22.5));
    burstable(types, "t2.2xlarge", 32768, 3, CreditRate.t2(8, 81.6, 1958.4, 17));
    for (String family : new String[] {"t3", "t3a", "t4g"}) {
      burstable(types, family + ".nano", 512, 2, CreditRate.later(2, 6, 144, 5));
      burstable(types, family + ".micro", 1024, 2, CreditRate.later(2, 12, 288, 10));
      burstable(types, family + ".small", 2048, 3, CreditRate.later(2, 24, 576, 20));
      burstable(types, family + ".medium", 4096, 3, CreditRate.later(2, 24, 576, 20));
      burstable(types, family + ".large", 8192, 3, CreditRate.later(2, 36, 864, 30));
      burstable(types, family + ".xlarge", 16384, 4, CreditRate.later(4, 96, 2304, 40));
      burstable(types, family + ".2xlarge", 32768, 4, CreditRate.later(8, 192, 4608, 40));
    }
    types.put("m5.large", new InstanceType("m5.large", 2, 8192, 3, null));
    types.put("c5.large", new InstanceType("c5.large", 2, 4096, 3, null));
    return Map.copyOf(types);
  }

  private static void burstable(
      Map<String, InstanceType> types,
      String name,
      int memoryMiB,
      int interfaces,
      CreditRate rate) {
    types.put(name, new InstanceType(name, rate.vcpus(), memoryMiB, interfaces, rate));
  }
}
