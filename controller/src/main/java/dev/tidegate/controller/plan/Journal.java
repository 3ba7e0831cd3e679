package dev.tidegate.controller.plan;

import dev.tidegate.controller.model.RebalanceRequest;
import dev.tidegate.controller.model.RequestStatus;
import dev.tidegate.controller.model.RotationRequest;
import dev.tidegate.controller.rotation.RotationState;
import dev.tidegate.controller.scaling.ScaleInState;
import java.util.List;
import java.util.Map;

/**
 * What the journal says is under way.
 *
 * @param scaleIns by pool
 * @param statuses by journal key
 * @param unreadable keys of this controller that it does not understand: written by a newer one
 * @param leaderNoted the journal names this leader already
 */
public record Journal(
    List<RotationState> rotations,
    Map<String, ScaleInState> scaleIns,
    List<RotationRequest> rotationRequests,
    List<RebalanceRequest> rebalanceRequests,
    Map<String, RequestStatus> statuses,
    List<String> unreadable,
    boolean leaderNoted) {
  public static final String LEADER = "leader";
  public static final String ROTATION = "rotation/";
  public static final String SCALE_IN = "scalein/";
  public static final String ROTATION_REQUEST = "request/rotation/";
  public static final String REBALANCE_REQUEST = "request/rebalance/";
  public static final String STATUS = "status/";

  public Journal {
    rotations = List.copyOf(rotations);
    scaleIns = Map.copyOf(scaleIns);
    rotationRequests = List.copyOf(rotationRequests);
    rebalanceRequests = List.copyOf(rebalanceRequests);
    statuses = Map.copyOf(statuses);
    unreadable = List.copyOf(unreadable);
  }

  public static String statusKey(String kind, String id) {
    return STATUS + kind + "/" + id;
  }
}
