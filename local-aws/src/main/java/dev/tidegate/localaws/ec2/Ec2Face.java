package dev.tidegate.localaws.ec2;

import dev.tidegate.localaws.face.Pages;
import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.world.World;
import dev.tidegate.localaws.world.kernel.Refusal;
import dev.tidegate.localaws.world.machine.Machine;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceCreditSpecificationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceCreditSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceCreditSpecificationResponse;
import software.amazon.awssdk.services.ec2.model.Monitoring;
import software.amazon.awssdk.services.ec2.model.MonitoringState;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.SuccessfulInstanceCreditSpecificationItem;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulInstanceCreditSpecificationErrorCode;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulInstanceCreditSpecificationItem;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulInstanceCreditSpecificationItemError;

/** The modelled operations of EC2: reading instances, and the credit mode. */
public final class Ec2Face implements Ec2Client {

  private static final int PAGE = 1000;
  private static final String UNLIMITED = "unlimited";
  private static final String STANDARD = "standard";

  private final Driver driver;

  /** Over a world. */
  public Ec2Face(Driver driver) {
    this.driver = driver;
  }

  @Override
  public String serviceName() {
    return "ec2";
  }

  @Override
  public void close() {}

  @Override
  public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
    return driver.call(
        (World world) -> {
          List<Machine> found =
              request.hasInstanceIds()
                  ? request.instanceIds().stream().map(world.machines()::machine).toList()
                  : List.copyOf(world.machines().all());
          List<Machine> wanted =
              found.stream()
                  .filter(m -> request.filters().stream().allMatch(f -> matches(m, f)))
                  .toList();
          Pages<Machine> page =
              Pages.cut(
                  wanted, request.nextToken(), request.maxResults(), PAGE, "InvalidNextToken");
          return DescribeInstancesResponse.builder()
              .reservations(page.items().stream().map(Ec2Face::reservation).toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static boolean matches(Machine machine, Filter filter) {
    String value =
        switch (String.valueOf(filter.name())) {
          case "instance-state-name" -> machine.state().wire();
          case "availability-zone" -> machine.zone();
          case "instance-type" -> machine.type().name();
          case "instance-id" -> machine.id();
          case "tag:aws:autoscaling:groupName" -> machine.scalingGroup().orElse("");
          default ->
              throw new UnsupportedOperationException(
                  "local-aws does not model the instance filter " + filter.name());
        };
    return filter.values().contains(value);
  }

  private static Reservation reservation(Machine machine) {
    List<Tag> tags = new ArrayList<>();
    machine
        .scalingGroup()
        .ifPresent(g -> tags.add(Tag.builder().key("aws:autoscaling:groupName").value(g).build()));
    Instance instance =
        Instance.builder()
            .instanceId(machine.id())
            .instanceType(machine.type().name())
            .privateIpAddress(machine.privateIp())
            .placement(Placement.builder().availabilityZone(machine.zone()).build())
            .launchTime(machine.launchedAt())
            .state(
                InstanceState.builder()
                    .code(machine.state().code())
                    .name(machine.state().wire())
                    .build())
            .monitoring(
                Monitoring.builder()
                    .state(
                        machine.detailedMonitoring()
                            ? MonitoringState.ENABLED
                            : MonitoringState.DISABLED)
                    .build())
            .tags(tags)
            .build();
    return Reservation.builder().instances(instance).build();
  }

  @Override
  public DescribeInstanceCreditSpecificationsResponse describeInstanceCreditSpecifications(
      DescribeInstanceCreditSpecificationsRequest request) {
    return driver.call(
        (World world) ->
            DescribeInstanceCreditSpecificationsResponse.builder()
                .instanceCreditSpecifications(
                    request.instanceIds().stream()
                        .map(world.machines()::machine)
                        .map(
                            m ->
                                InstanceCreditSpecification.builder()
                                    .instanceId(m.id())
                                    .cpuCredits(m.unlimited() ? UNLIMITED : STANDARD)
                                    .build())
                        .toList())
                .build());
  }

  @Override
  public ModifyInstanceCreditSpecificationResponse modifyInstanceCreditSpecification(
      ModifyInstanceCreditSpecificationRequest request) {
    List<SuccessfulInstanceCreditSpecificationItem> done = new ArrayList<>();
    List<UnsuccessfulInstanceCreditSpecificationItem> failed = new ArrayList<>();
    driver.run(
        world ->
            request.instanceCreditSpecifications().forEach(s -> modify(world, s, done, failed)));
    return ModifyInstanceCreditSpecificationResponse.builder()
        .successfulInstanceCreditSpecifications(done)
        .unsuccessfulInstanceCreditSpecifications(failed)
        .build();
  }

  private static void modify(
      World world,
      InstanceCreditSpecificationRequest wanted,
      List<SuccessfulInstanceCreditSpecificationItem> done,
      List<UnsuccessfulInstanceCreditSpecificationItem> failed) {
    String mode = wanted.cpuCredits();
    if (!UNLIMITED.equals(mode) && !STANDARD.equals(mode)) {
      throw new Refusal("InvalidParameterValue", "Invalid value '" + mode + "' for cpuCredits.");
    }
    try {
      world.machines().unlimited(wanted.instanceId(), mode.equals(UNLIMITED));
      done.add(
          SuccessfulInstanceCreditSpecificationItem.builder()
              .instanceId(wanted.instanceId())
              .build());
    } catch (Refusal refusal) {
      failed.add(
          UnsuccessfulInstanceCreditSpecificationItem.builder()
              .instanceId(wanted.instanceId())
              .error(
                  UnsuccessfulInstanceCreditSpecificationItemError.builder()
                      .code(code(refusal))
                      .message(refusal.getMessage())
                      .build())
              .build());
    }
  }

  private static UnsuccessfulInstanceCreditSpecificationErrorCode code(Refusal refusal) {
    return refusal.code().equals("InvalidInstanceID.NotFound")
        ? UnsuccessfulInstanceCreditSpecificationErrorCode.INVALID_INSTANCE_ID_NOT_FOUND
        : UnsuccessfulInstanceCreditSpecificationErrorCode
            .INSTANCE_CREDIT_SPECIFICATION_NOT_SUPPORTED;
  }
}
