package dev.tidegate.localaws.autoscaling;

import dev.tidegate.localaws.face.Pages;
import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.world.World;
import dev.tidegate.localaws.world.kernel.Refusal;
import dev.tidegate.localaws.world.machine.Machine;
import dev.tidegate.localaws.world.machine.Machines;
import dev.tidegate.localaws.world.machine.ScalingGroup;
import dev.tidegate.localaws.world.machine.ScalingGroups;
import java.util.List;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.ScalingActivityStatusCode;
import software.amazon.awssdk.services.autoscaling.model.SetDesiredCapacityRequest;
import software.amazon.awssdk.services.autoscaling.model.SetDesiredCapacityResponse;
import software.amazon.awssdk.services.autoscaling.model.SetInstanceProtectionRequest;
import software.amazon.awssdk.services.autoscaling.model.SetInstanceProtectionResponse;
import software.amazon.awssdk.services.autoscaling.model.TerminateInstanceInAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.TerminateInstanceInAutoScalingGroupResponse;

/** The modelled operations of Auto Scaling. Groups come from the scenario. */
public final class AutoScalingFace implements AutoScalingClient {

  private static final int PAGE = 50;

  private final Driver driver;

  /** Over a world. */
  public AutoScalingFace(Driver driver) {
    this.driver = driver;
  }

  @Override
  public String serviceName() {
    return "autoscaling";
  }

  @Override
  public void close() {}

  @Override
  public DescribeAutoScalingGroupsResponse describeAutoScalingGroups(
      DescribeAutoScalingGroupsRequest request) {
    return driver.call(
        (World world) -> {
          ScalingGroups groups = world.scalingGroups();
          List<ScalingGroup> wanted =
              request.hasAutoScalingGroupNames()
                  ? request.autoScalingGroupNames().stream()
                      .flatMap(n -> groups.find(n).stream())
                      .toList()
                  : List.copyOf(groups.all());
          Pages<ScalingGroup> page =
              Pages.cut(
                  wanted, request.nextToken(), request.maxRecords(), PAGE, "InvalidNextToken");
          return DescribeAutoScalingGroupsResponse.builder()
              .autoScalingGroups(
                  page.items().stream().map(g -> group(world.machines(), g)).toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static AutoScalingGroup group(Machines machines, ScalingGroup group) {
    return AutoScalingGroup.builder()
        .autoScalingGroupName(group.spec().name())
        .autoScalingGroupARN(group.arn())
        .minSize(group.spec().min())
        .maxSize(group.spec().max())
        .desiredCapacity(group.desired())
        .newInstancesProtectedFromScaleIn(group.spec().newInstancesGuarded())
        .availabilityZones(group.spec().zones())
        .instances(
            group.members().stream().map(machines::machine).map(m -> instance(group, m)).toList())
        .build();
  }

  private static Instance instance(ScalingGroup group, Machine machine) {
    return Instance.builder()
        .instanceId(machine.id())
        .instanceType(machine.type().name())
        .availabilityZone(machine.zone())
        .lifecycleState(
            machine.state() == Machine.State.PENDING
                ? LifecycleState.PENDING
                : LifecycleState.IN_SERVICE)
        .healthStatus("Healthy")
        .protectedFromScaleIn(group.guarded(machine.id()))
        .build();
  }

  @Override
  public SetDesiredCapacityResponse setDesiredCapacity(SetDesiredCapacityRequest request) {
    if (request.desiredCapacity() == null) {
      throw new Refusal("ValidationError", "DesiredCapacity must be given.");
    }
    driver.run(
        world ->
            world
                .scalingGroups()
                .desired(request.autoScalingGroupName(), request.desiredCapacity()));
    return SetDesiredCapacityResponse.builder().build();
  }

  @Override
  public SetInstanceProtectionResponse setInstanceProtection(SetInstanceProtectionRequest request) {
    driver.run(
        world ->
            world
                .scalingGroups()
                .guard(
                    request.autoScalingGroupName(),
                    request.instanceIds(),
                    Boolean.TRUE.equals(request.protectedFromScaleIn())));
    return SetInstanceProtectionResponse.builder().build();
  }

  @Override
  public TerminateInstanceInAutoScalingGroupResponse terminateInstanceInAutoScalingGroup(
      TerminateInstanceInAutoScalingGroupRequest request) {
    if (request.shouldDecrementDesiredCapacity() == null) {
      throw new Refusal("ValidationError", "ShouldDecrementDesiredCapacity must be given.");
    }
    return driver.call(
        (World world) -> {
          Machine machine =
              world
                  .scalingGroups()
                  .terminate(request.instanceId(), request.shouldDecrementDesiredCapacity());
          return TerminateInstanceInAutoScalingGroupResponse.builder()
              .activity(
                  Activity.builder()
                      .activityId(world.kernel().hex(32))
                      .autoScalingGroupName(machine.scalingGroup().orElse(""))
                      .description("Terminating EC2 instance: " + machine.id())
                      .statusCode(ScalingActivityStatusCode.IN_PROGRESS)
                      .startTime(world.kernel().now())
                      .build())
              .build();
        });
  }
}
