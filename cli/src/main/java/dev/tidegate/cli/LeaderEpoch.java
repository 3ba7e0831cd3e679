package dev.tidegate.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.tidegate.proto.fleet.v1.AcquireLeadershipRequest;
import dev.tidegate.proto.fleet.v1.Leadership;
import dev.tidegate.proto.fleet.v1.ReleaseLeadershipRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.UUID;

/**
 * The epoch that a person's directive is written under: that of the controller that leads, so that
 * it neither is refused nor takes the lead away; a fresh one where nobody leads.
 */
final class LeaderEpoch implements AutoCloseable {
  private static final long LEASE_MS = 5_000;

  private final Server server;
  private final String holder;
  private final long epoch;
  private final boolean own;

  private LeaderEpoch(Server server, String holder, long epoch, boolean own) {
    this.server = server;
    this.holder = holder;
    this.epoch = epoch;
    this.own = own;
  }

  static LeaderEpoch borrow(Server server) {
    String holder = "cli-" + UUID.randomUUID();
    try {
      Leadership lease =
          server
              .fleet()
              .acquireLeadership(
                  AcquireLeadershipRequest.newBuilder()
                      .setHolder(holder)
                      .setLeaseMs(LEASE_MS)
                      .build());
      return new LeaderEpoch(server, holder, lease.getEpoch(), true);
    } catch (StatusRuntimeException taken) {
      return new LeaderEpoch(server, holder, epochOfLeader(taken), false);
    }
  }

  long value() {
    return epoch;
  }

  private static long epochOfLeader(StatusRuntimeException taken) {
    com.google.rpc.Status status = StatusProto.fromThrowable(taken);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            String epoch = detail.unpack(ErrorInfo.class).getMetadataMap().get("epoch");
            if (epoch != null) {
              return Long.parseLong(epoch);
            }
          } catch (InvalidProtocolBufferException | NumberFormatException malformed) {
            throw taken;
          }
        }
      }
    }
    throw taken;
  }

  @Override
  public void close() {
    if (own) {
      server
          .fleet()
          .releaseLeadership(
              ReleaseLeadershipRequest.newBuilder().setHolder(holder).setEpoch(epoch).build());
    }
  }
}
