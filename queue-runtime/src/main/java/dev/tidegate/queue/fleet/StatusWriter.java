package dev.tidegate.queue.fleet;

import dev.tidegate.proto.fleet.v1.AcceptedConnection;
import dev.tidegate.proto.fleet.v1.Connection;
import dev.tidegate.proto.fleet.v1.ConnectionClass;
import dev.tidegate.proto.fleet.v1.ListConnectionsResponse;
import dev.tidegate.proto.fleet.v1.Load;
import dev.tidegate.proto.fleet.v1.RuntimeStatus;
import dev.tidegate.queue.connections.AcceptedView;
import dev.tidegate.queue.connections.ConnectionKeeper;
import dev.tidegate.queue.connections.ConnectionView;
import dev.tidegate.queue.connections.KeeperLoad;
import dev.tidegate.queue.connections.KeeperTotals;
import java.nio.file.Path;

/** Puts the connection keeper's figures into the words of the contract. */
final class StatusWriter {
  /** Connections listed per runtime, the busiest; the counts in the load are of all. */
  private static final int MOST_CONNECTIONS = 1_000;

  private final RuntimeIdentity self;
  private final ConnectionKeeper keeper;
  private final HostCpu cpu = new HostCpu(Path.of("/proc/stat"));

  StatusWriter(RuntimeIdentity self, ConnectionKeeper keeper) {
    this.self = self;
    this.keeper = keeper;
  }

  RuntimeStatus.Builder status(long nowMs) {
    KeeperTotals totals = keeper.totals();
    RuntimeStatus.Builder status =
        RuntimeStatus.newBuilder()
            .setRuntimeId(self.runtimeId())
            .setAddress(self.address())
            .setEcsTaskArn(self.ecsTaskArn())
            .setBootId(self.bootId())
            .setRevision(self.revision())
            .setStartedAtMs(self.startedAtMs())
            .setObservedAtMs(nowMs)
            .setLoad(load())
            .setConverging(keeper.converging())
            .setAcceptedTotal(totals.accepted())
            .setShedTotal(totals.shed())
            .setBouncedTotal(totals.bounced())
            .setHardClosedTotal(totals.hardClosed());
    keeper.recentAccepts().forEach(view -> status.addRecentAccepts(accepted(view, nowMs)));
    return status;
  }

  private Load load() {
    KeeperLoad load = keeper.load();
    Load.Builder out =
        Load.newBuilder()
            .setConnections(load.clientConnections())
            .setProbes(load.probes())
            .setOpenStreams(load.openStreams())
            .setRpcPerSecond(load.rpcPerSecond());
    cpu.look().ifPresent(share -> out.setHostCpu(share.busy()).setHostSteal(share.steal()));
    return out.build();
  }

  private static AcceptedConnection accepted(AcceptedView view, long nowMs) {
    return AcceptedConnection.newBuilder()
        .setConnectionId(view.id())
        .setAcceptedAtMs(nowMs - view.age().toMillis())
        .setPeer(view.peer())
        .setClient(view.client())
        .build();
  }

  ListConnectionsResponse connections(long nowMs) {
    ListConnectionsResponse.Builder list =
        ListConnectionsResponse.newBuilder().setObservedAtMs(nowMs);
    keeper.connections().stream()
        .limit(MOST_CONNECTIONS)
        .forEach(view -> list.addConnections(connection(view)));
    return list.build();
  }

  private static Connection connection(ConnectionView view) {
    return Connection.newBuilder()
        .setConnectionId(view.id())
        .setPeer(view.peer())
        .setClass_(ConnectionClass.valueOf("CONNECTION_CLASS_" + view.connectionClass()))
        .setClient(view.client())
        .setUserAgent(view.userAgent())
        .setAgeMs(view.age().toMillis())
        .setRpcPerSecond(view.rpcPerSecond())
        .setRpcTotal(view.rpcTotal())
        .setOpenStreams(view.openStreams())
        .setCanResume(view.canResume())
        .setBytesIn(view.bytesIn())
        .setBytesOut(view.bytesOut())
        .setShedding(view.shedding())
        .setTlsIdentity(view.tlsIdentity())
        .build();
  }
}
