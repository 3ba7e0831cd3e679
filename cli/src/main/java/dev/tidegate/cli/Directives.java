package dev.tidegate.cli;

import dev.tidegate.proto.fleet.v1.Directive;
import dev.tidegate.proto.fleet.v1.ListRuntimesRequest;
import dev.tidegate.proto.fleet.v1.ListRuntimesResponse;
import dev.tidegate.proto.fleet.v1.PutDirectivesRequest;
import dev.tidegate.proto.fleet.v1.RuntimeStatus;

/** Reads one runtime's status and writes directives for it, as a person's wish. */
final class Directives {
  /** The longest that the contract lets a directive live without renewal. */
  static final long LIFETIME_MS = 30_000;

  private final Server server;

  Directives(Server server) {
    this.server = server;
  }

  RuntimeStatus runtime(String runtimeId) {
    ListRuntimesResponse fleet =
        server.fleet().listRuntimes(ListRuntimesRequest.getDefaultInstance());
    return fleet.getRuntimesList().stream()
        .filter(runtime -> runtime.getRuntimeId().equals(runtimeId))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.REFUSED,
                    "no runtime '" + runtimeId + "' in the fleet; see 'tidegate fleet ls'"));
  }

  /** Writes one directive; the rest of its fields are filled in. */
  void put(RuntimeStatus runtime, Directive.Builder wish) {
    try (LeaderEpoch epoch = LeaderEpoch.borrow(server)) {
      Directive directive =
          wish.setRuntimeId(runtime.getRuntimeId())
              .setBootId(runtime.getBootId())
              .setEpoch(epoch.value())
              .setGeneration(System.currentTimeMillis())
              .setExpiresAtMs(System.currentTimeMillis() + LIFETIME_MS)
              .build();
      server
          .fleet()
          .putDirectives(PutDirectivesRequest.newBuilder().addDirectives(directive).build());
    }
  }
}
