package dev.tidegate.cdk.construct;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.services.ecs.ContainerImage;

/**
 * One program as a container: image, arguments and its share of a host.
 *
 * @param name container name and log prefix
 * @param image what runs
 * @param arguments arguments of the image's entry point
 * @param environment plain environment
 * @param size share of the host
 * @param stopTimeout from SIGTERM to SIGKILL
 */
public record Program(
    String name,
    ContainerImage image,
    List<String> arguments,
    Map<String, String> environment,
    Size size,
    Duration stopTimeout) {
  /** Checks that nothing is missing. */
  public Program {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(image, "image");
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    Objects.requireNonNull(size, "size");
    if (stopTimeout.compareTo(Duration.ofSeconds(2)) < 0) {
      throw new IllegalArgumentException(
          "stopTimeout is " + stopTimeout + ", must be at least 2 s");
    }
  }

  /**
   * Share of a host with 2 GiB of memory, of which ECS can give away about 1'900 MiB.
   *
   * @param cpuUnits 1'024 are one vCPU; a task may use more while others are idle
   * @param memoryMib hard limit; the images give the Java heap a half or a little more
   */
  public record Size(int cpuUnits, int memoryMib) {
    /** A queue runtime: netty's buffers lie outside of the heap. */
    public static final Size RUNTIME = new Size(256, 640);

    /** A controller, or a one-off command. */
    public static final Size CONTROLLER = new Size(128, 384);

    /** A worker with a few slots. */
    public static final Size WORKER = new Size(512, 512);

    /** Checks that the container can run Java at all. */
    public Size {
      if (cpuUnits < 2 || memoryMib < 128) {
        throw new IllegalArgumentException(
            cpuUnits + " CPU units, " + memoryMib + " MiB: need at least 2 and 128");
      }
    }
  }
}
