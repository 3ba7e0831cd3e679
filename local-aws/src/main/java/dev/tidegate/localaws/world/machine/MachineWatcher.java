package dev.tidegate.localaws.world.machine;

/** Who wants to know that an instance came or went. */
public interface MachineWatcher {

  /** It runs and its agent has joined. */
  void machineUp(Machine machine);

  /** It is gone, and everything on it. */
  void machineDown(Machine machine);
}
