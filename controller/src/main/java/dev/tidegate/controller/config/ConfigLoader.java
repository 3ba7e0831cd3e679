package dev.tidegate.controller.config;

import dev.tidegate.controller.model.ControllerSpec;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.WorkerPoolSpec;
import dev.tidegate.controller.plan.ControllerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one file, or all {@code .yaml} and {@code .yml} files of a directory, as one set of
 * resources. Nothing is accepted unless everything is right.
 */
public final class ConfigLoader {
  private static final List<String> KINDS =
      List.of("WorkerPool", "TargetPool", "Rotation", "Controller");

  private final Problems problems = new Problems();
  private final List<WorkerPoolSpec> workerPools = new ArrayList<>();
  private final List<TargetPoolSpec> targetPools = new ArrayList<>();
  private final List<RotationRequest> rotations = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<ServiceRef, String> services = new HashMap<>();
  private @Nullable ControllerSpec controller;

  private ConfigLoader() {}

  /** Reads and checks; fails with {@link ConfigException} that carries every problem. */
  public static ControllerConfig load(Path path) {
    ConfigLoader loader = new ConfigLoader();
    for (Path file : loader.files(path)) {
      loader.readFile(file);
    }
    return loader.finish(path.toString());
  }

  /** As {@link #load}, from text; {@code file} is what problems call it. */
  public static ControllerConfig parse(String file, String yaml) {
    ConfigLoader loader = new ConfigLoader();
    loader.readText(file, yaml);
    return loader.finish(file);
  }

  /**
   * As {@link #load}, from several texts by name; {@code where} is what they are called together.
   */
  public static ControllerConfig parseAll(String where, Map<String, String> texts) {
    ConfigLoader loader = new ConfigLoader();
    new TreeMap<>(texts).forEach(loader::readText);
    return loader.finish(where);
  }

  private List<Path> files(Path path) {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      problems.add(path.toString(), "", "there is no such file or directory");
      return List.of();
    }
    try (Stream<Path> all = Files.list(path)) {
      List<Path> found =
          all.filter(p -> p.toString().endsWith(".yaml") || p.toString().endsWith(".yml"))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        problems.add(path.toString(), "", "the directory holds no .yaml or .yml file");
      }
      return found;
    } catch (IOException e) {
      problems.add(path.toString(), "", "cannot be listed: " + e.getMessage());
      return List.of();
    }
  }

  private void readFile(Path file) {
    try {
      readText(file.toString(), Files.readString(file));
    } catch (IOException e) {
      problems.add(file.toString(), "", "cannot be read: " + e.getMessage());
    }
  }

  private void readText(String file, String yaml) {
    Load load = new Load(LoadSettings.builder().setLabel(file).build());
    int number = 0;
    try {
      for (Object document : load.loadAllFromString(yaml)) {
        number++;
        if (document != null) {
          readDocument(file + "#" + number, document);
        }
      }
    } catch (YamlEngineException e) {
      String what = e.getMessage() == null ? "" : e.getMessage().strip().replaceAll("\\s+", " ");
      problems.add(file + "#" + (number + 1), "", "no valid YAML: " + what);
    }
  }

  private void readDocument(String file, Object document) {
    if (!(document instanceof Map<?, ?> map)) {
      problems.add(file, "", "must be a mapping of kind, name and spec");
      return;
    }
    Section top = new Section(file, "", map, problems);
    String kind = top.text("kind");
    String name = top.name("name");
    Section spec = top.section("spec");
    top.done();
    String earlier = names.putIfAbsent(kind + "/" + name, file);
    if (earlier != null) {
      top.problem("name", kind + " '" + name + "' is in " + earlier + " already");
    }
    switch (kind) {
      case "WorkerPool" -> {
        WorkerPoolSpec pool = WorkerPoolReader.read(name, spec);
        claim(spec, pool.service(), "WorkerPool/" + name);
        workerPools.add(pool);
      }
      case "TargetPool" -> {
        TargetPoolSpec pool = TargetPoolReader.read(name, spec);
        claim(spec, pool.service(), "TargetPool/" + name);
        targetPools.add(pool);
      }
      case "Rotation" -> rotation(name, spec);
      case "Controller" -> controller(spec);
      case "" -> {
        // Reported as missing already.
      }
      default -> top.problem("kind", "'" + kind + "' is unknown" + Hints.hint(kind, KINDS));
    }
  }

  /** A service's count has one writer. */
  private void claim(Section spec, ServiceRef service, String who) {
    String earlier = services.putIfAbsent(service, who);
    if (earlier != null && !service.service().isEmpty()) {
      spec.problem("service", service + " belongs to " + earlier + " already");
    }
  }

  private void rotation(String name, Section spec) {
    String pool = spec.text("pool");
    String victim = spec.text("victim", RotationRequest.OLDEST);
    boolean word = victim.equals(RotationRequest.OLDEST) || victim.equals(RotationRequest.BUSIEST);
    if (!word && !victim.startsWith("arn:")) {
      spec.problem("victim", "'" + victim + "' must be oldest, busiest or a task's ARN");
    }
    spec.done();
    if (name.matches("[A-Za-z0-9._-]{1,60}")) {
      rotations.add(new RotationRequest(name, pool, victim));
    }
  }

  private void controller(Section spec) {
    if (controller != null) {
      spec.problem("", "there is another document of kind Controller");
    }
    controller = ControllerReader.read(spec);
  }

  private ControllerConfig finish(String path) {
    for (RotationRequest rotation : rotations) {
      if (targetPools.stream().noneMatch(p -> p.name().equals(rotation.pool()))) {
        problems.add(
            names.getOrDefault("Rotation/" + rotation.id(), path),
            "spec.pool",
            "there is no TargetPool '"
                + rotation.pool()
                + "'"
                + Hints.hint(rotation.pool(), targetPools.stream().map(p -> p.name()).toList()));
      }
    }
    if (workerPools.isEmpty() && targetPools.isEmpty() && problems.count() == 0) {
      problems.add(path, "", "holds neither a WorkerPool nor a TargetPool");
    }
    problems.throwIfAny();
    return new ControllerConfig(
        controller == null ? ControllerSpec.defaults() : controller,
        workerPools,
        targetPools,
        rotations);
  }
}
