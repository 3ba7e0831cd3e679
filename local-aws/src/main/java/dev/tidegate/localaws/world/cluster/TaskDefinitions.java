package dev.tidegate.localaws.world.cluster;

import dev.tidegate.localaws.world.kernel.Kernel;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All task definitions, by family. */
public final class TaskDefinitions {

  private final Kernel kernel;
  private final Map<String, List<TaskDefinition>> families = new LinkedHashMap<>();

  TaskDefinitions(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The next revision of a family. */
  public TaskDefinition register(NewTaskDefinition wanted) {
    List<TaskDefinition> revisions =
        families.computeIfAbsent(wanted.family(), f -> new ArrayList<>());
    int revision = revisions.size() + 1;
    String arn = kernel.place().arn("ecs", "task-definition/" + wanted.family() + ":" + revision);
    TaskDefinition definition =
        new TaskDefinition(
            arn,
            wanted.family(),
            revision,
            wanted.cpuUnits(),
            wanted.memoryMiB(),
            wanted.awsvpc(),
            wanted.container());
    revisions.add(definition);
    return definition;
  }

  /** By ARN, {@code family:revision}, or {@code family} for the newest. */
  public TaskDefinition find(String reference) {
    String name = reference.substring(reference.lastIndexOf('/') + 1);
    int colon = name.indexOf(':');
    List<TaskDefinition> revisions =
        families.getOrDefault(colon < 0 ? name : name.substring(0, colon), List.of());
    String wanted = colon < 0 ? Integer.toString(revisions.size()) : name.substring(colon + 1);
    return revisions.stream()
        .filter(d -> Integer.toString(d.revision()).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new Refusal("ClientException", "Unable to describe task definition."));
  }
}
