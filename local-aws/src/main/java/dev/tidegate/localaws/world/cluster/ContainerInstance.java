package dev.tidegate.localaws.world.cluster;

import dev.tidegate.localaws.world.machine.Machine;
import java.util.LinkedHashSet;
import java.util.Set;

/** An instance as ECS sees it: what it has, what is taken, and whether it accepts tasks. */
public final class ContainerInstance {

  private static final int UNITS_PER_VCPU = 1024;

  private final String arn;
  private final Machine machine;
  private final Set<Integer> takenPorts = new LinkedHashSet<>();
  private int takenCpu;
  private int takenMemory;
  private int takenInterfaces = 1;
  private boolean draining;
  private boolean connected = true;

  ContainerInstance(String arn, Machine machine) {
    this.arn = arn;
    this.machine = machine;
  }

  /** Its ARN. */
  public String arn() {
    return arn;
  }

  /** The EC2 instance under it. */
  public Machine machine() {
    return machine;
  }

  /** All its CPU units. */
  public int cpuUnits() {
    return machine.type().vcpus() * UNITS_PER_VCPU;
  }

  /** CPU units that are free. */
  public int freeCpuUnits() {
    return cpuUnits() - takenCpu;
  }

  /** Memory that is free, in MiB. */
  public int freeMemoryMiB() {
    return machine.type().memoryMiB() - takenMemory;
  }

  /** Whether its status is DRAINING. */
  public boolean draining() {
    return draining;
  }

  /** Whether its agent answers. */
  public boolean connected() {
    return connected;
  }

  /** Host ports in use. */
  public Set<Integer> takenPorts() {
    return Set.copyOf(takenPorts);
  }

  void drain(boolean on) {
    draining = on;
  }

  void disconnect() {
    connected = false;
  }

  boolean fits(TaskDefinition definition) {
    boolean ports =
        definition.container().ports().stream()
            .noneMatch(p -> p.hostPort() != 0 && takenPorts.contains(p.hostPort()));
    boolean network = definition.awsvpc() ? takenInterfaces < machine.type().interfaces() : ports;
    return connected
        && !draining
        && freeCpuUnits() >= definition.cpuUnits()
        && freeMemoryMiB() >= definition.memoryMiB()
        && network;
  }

  void take(TaskDefinition definition) {
    takenCpu += definition.cpuUnits();
    takenMemory += definition.memoryMiB();
    takenInterfaces += definition.awsvpc() ? 1 : 0;
  }

  void giveBack(TaskDefinition definition) {
    takenCpu -= definition.cpuUnits();
    takenMemory -= definition.memoryMiB();
    takenInterfaces -= definition.awsvpc() ? 1 : 0;
  }

  void takePort(int port) {
    takenPorts.add(port);
  }

  void givePortBack(int port) {
    takenPorts.remove(port);
  }
}
