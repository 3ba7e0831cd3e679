package dev.tidegate.localaws.world.cluster;

import dev.tidegate.localaws.world.kernel.Kernel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where a new task goes: the zone with the fewest tasks of the service, then the instance with the
 * fewest (ECS's default spread); equals by chance.
 */
final class Placement {

  private final Kernel kernel;

  Placement(Kernel kernel) {
    this.kernel = kernel;
  }

  Optional<ContainerInstance> place(Cluster cluster, Service service, TaskDefinition definition) {
    List<ContainerInstance> fitting =
        new ArrayList<>(cluster.instances().stream().filter(i -> i.fits(definition)).toList());
    if (fitting.isEmpty()) {
      return Optional.empty();
    }
    List<ContainerInstance> running =
        cluster.liveTasks(service).stream()
            .filter(t -> !t.stopWanted())
            .map(Task::instance)
            .toList();
    Shuffle.shuffle(fitting, kernel.random());
    return fitting.stream()
        .min(
            Comparator.<ContainerInstance>comparingLong(i -> inZone(running, i))
                .thenComparingLong(i -> running.stream().filter(r -> r == i).count()));
  }

  private static long inZone(List<ContainerInstance> running, ContainerInstance candidate) {
    String zone = candidate.machine().zone();
    return running.stream().filter(i -> i.machine().zone().equals(zone)).count();
  }
}
