package dev.tidegate.controller.model;

import java.util.List;
import java.util.Optional;

/** All runtimes that report, and the directives in force for them. */
public record FleetView(List<RuntimeView> runtimes, List<DirectiveView> directives) {
  public FleetView {
    runtimes = List.copyOf(runtimes);
    directives = List.copyOf(directives);
  }

  public Optional<DirectiveView> directiveFor(RuntimeView runtime) {
    return directives.stream()
        .filter(d -> d.runtimeId().equals(runtime.id()) && d.bootId().equals(runtime.bootId()))
        .findFirst();
  }
}
