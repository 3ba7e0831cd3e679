package dev.tidegate.localaws.elb;

import dev.tidegate.localaws.face.Pages;
import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.world.World;
import dev.tidegate.localaws.world.balancer.Balancers;
import dev.tidegate.localaws.world.balancer.Forward;
import dev.tidegate.localaws.world.balancer.Listener;
import dev.tidegate.localaws.world.balancer.LoadBalancer;
import dev.tidegate.localaws.world.balancer.Target;
import dev.tidegate.localaws.world.balancer.TargetGroup;
import dev.tidegate.localaws.world.balancer.TargetKey;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ListenerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerSchemeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyLoadBalancerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyLoadBalancerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsResponse;

/** The modelled operations of Elastic Load Balancing v2. */
public final class ElbFace implements ElasticLoadBalancingV2Client {

  private static final int PAGE = 400;
  private static final String CROSS_ZONE = "load_balancing.cross_zone.enabled";
  private static final String IDLE = "tcp.idle_timeout.seconds";

  private final Driver driver;

  /** Over a world. */
  public ElbFace(Driver driver) {
    this.driver = driver;
  }

  @Override
  public String serviceName() {
    return "elasticloadbalancing";
  }

  @Override
  public void close() {}

  @Override
  public CreateLoadBalancerResponse createLoadBalancer(CreateLoadBalancerRequest request) {
    ElbRequests.onlyNetwork(request);
    boolean internal = request.scheme() == LoadBalancerSchemeEnum.INTERNAL;
    return driver.call(
        (World world) ->
            CreateLoadBalancerResponse.builder()
                .loadBalancers(
                    ElbShapes.loadBalancer(
                        world
                            .balancers()
                            .createLoadBalancer(
                                request.name(),
                                internal,
                                ElbRequests.zones(request, world.zones()))))
                .build());
  }

  @Override
  public DeleteLoadBalancerResponse deleteLoadBalancer(DeleteLoadBalancerRequest request) {
    return ask(
        balancers -> {
          balancers.deleteLoadBalancer(request.loadBalancerArn());
          return DeleteLoadBalancerResponse.builder().build();
        });
  }

  @Override
  public DescribeLoadBalancersResponse describeLoadBalancers(DescribeLoadBalancersRequest request) {
    return ask(
        balancers -> {
          List<LoadBalancer> found =
              request.hasLoadBalancerArns()
                  ? request.loadBalancerArns().stream().map(balancers::loadBalancer).toList()
                  : named(
                      balancers.loadBalancers(),
                      request.names(),
                      LoadBalancer::name,
                      "LoadBalancerNotFound");
          Pages<LoadBalancer> page = page(found, request.marker(), request.pageSize());
          return DescribeLoadBalancersResponse.builder()
              .loadBalancers(page.items().stream().map(ElbShapes::loadBalancer).toList())
              .nextMarker(page.nextToken())
              .build();
        });
  }

  @Override
  public DescribeLoadBalancerAttributesResponse describeLoadBalancerAttributes(
      DescribeLoadBalancerAttributesRequest request) {
    return ask(
        balancers -> {
          boolean on = balancers.loadBalancer(request.loadBalancerArn()).crossZone();
          return DescribeLoadBalancerAttributesResponse.builder()
              .attributes(
                  LoadBalancerAttribute.builder()
                      .key(CROSS_ZONE)
                      .value(Boolean.toString(on))
                      .build())
              .build();
        });
  }

  @Override
  public ModifyLoadBalancerAttributesResponse modifyLoadBalancerAttributes(
      ModifyLoadBalancerAttributesRequest request) {
    return ask(
        balancers -> {
          request
              .attributes()
              .forEach(
                  a -> {
                    only(CROSS_ZONE, a.key());
                    balancers.crossZone(request.loadBalancerArn(), Boolean.parseBoolean(a.value()));
                  });
          return ModifyLoadBalancerAttributesResponse.builder()
              .attributes(request.attributes())
              .build();
        });
  }

  @Override
  public CreateTargetGroupResponse createTargetGroup(CreateTargetGroupRequest request) {
    return ask(
        balancers ->
            CreateTargetGroupResponse.builder()
                .targetGroups(
                    ElbShapes.targetGroup(
                        balancers, balancers.createTargetGroup(ElbRequests.targetGroup(request))))
                .build());
  }

  @Override
  public ModifyTargetGroupResponse modifyTargetGroup(ModifyTargetGroupRequest request) {
    return ask(
        balancers -> {
          TargetGroup group = balancers.group(request.targetGroupArn());
          balancers.modifyHealthCheck(
              group.arn(), ElbRequests.healthCheck(request, group.healthCheck()));
          return ModifyTargetGroupResponse.builder()
              .targetGroups(ElbShapes.targetGroup(balancers, group))
              .build();
        });
  }

  @Override
  public DeleteTargetGroupResponse deleteTargetGroup(DeleteTargetGroupRequest request) {
    return ask(
        balancers -> {
          balancers.deleteTargetGroup(request.targetGroupArn());
          return DeleteTargetGroupResponse.builder().build();
        });
  }

  @Override
  public DescribeTargetGroupsResponse describeTargetGroups(DescribeTargetGroupsRequest request) {
    return ask(
        balancers -> {
          Pages<TargetGroup> page =
              page(wantedGroups(balancers, request), request.marker(), request.pageSize());
          return DescribeTargetGroupsResponse.builder()
              .targetGroups(
                  page.items().stream().map(g -> ElbShapes.targetGroup(balancers, g)).toList())
              .nextMarker(page.nextToken())
              .build();
        });
  }

  private static List<TargetGroup> wantedGroups(
      Balancers balancers, DescribeTargetGroupsRequest request) {
    if (request.hasTargetGroupArns()) {
      return request.targetGroupArns().stream().map(balancers::group).toList();
    }
    if (request.loadBalancerArn() != null) {
      LoadBalancer owner = balancers.loadBalancer(request.loadBalancerArn());
      return balancers.listeners().stream()
          .filter(l -> l.loadBalancer() == owner)
          .flatMap(l -> l.configured().groups().stream())
          .map(Forward.Weighted::groupArn)
          .distinct()
          .map(balancers::group)
          .toList();
    }
    return named(balancers.groups(), request.names(), g -> g.spec().name(), "TargetGroupNotFound");
  }

  @Override
  public DescribeTargetGroupAttributesResponse describeTargetGroupAttributes(
      DescribeTargetGroupAttributesRequest request) {
    return ask(
        balancers ->
            DescribeTargetGroupAttributesResponse.builder()
                .attributes(ElbShapes.attributes(balancers.group(request.targetGroupArn())))
                .build());
  }

  @Override
  public ModifyTargetGroupAttributesResponse modifyTargetGroupAttributes(
      ModifyTargetGroupAttributesRequest request) {
    Map<String, String> changes = new LinkedHashMap<>();
    request.attributes().forEach(a -> changes.put(a.key(), a.value()));
    return ask(
        balancers ->
            ModifyTargetGroupAttributesResponse.builder()
                .attributes(
                    ElbShapes.attributes(
                        balancers.modifyAttributes(request.targetGroupArn(), changes)))
                .build());
  }

  @Override
  public CreateListenerResponse createListener(CreateListenerRequest request) {
    ElbRequests.onlyTcp("listener", request.protocolAsString());
    return ask(
        balancers ->
            CreateListenerResponse.builder()
                .listeners(
                    ElbShapes.listener(
                        balancers.createListener(
                            request.loadBalancerArn(),
                            request.port(),
                            ElbRequests.forward(request.defaultActions()))))
                .build());
  }

  @Override
  public ModifyListenerResponse modifyListener(ModifyListenerRequest request) {
    return ask(
        balancers ->
            ModifyListenerResponse.builder()
                .listeners(
                    ElbShapes.listener(
                        balancers.modifyListener(
                            request.listenerArn(), ElbRequests.forward(request.defaultActions()))))
                .build());
  }

  @Override
  public DeleteListenerResponse deleteListener(DeleteListenerRequest request) {
    return ask(
        balancers -> {
          balancers.deleteListener(request.listenerArn());
          return DeleteListenerResponse.builder().build();
        });
  }

  @Override
  public DescribeListenersResponse describeListeners(DescribeListenersRequest request) {
    return ask(
        balancers -> {
          Pages<Listener> page =
              page(wantedListeners(balancers, request), request.marker(), request.pageSize());
          return DescribeListenersResponse.builder()
              .listeners(page.items().stream().map(ElbShapes::listener).toList())
              .nextMarker(page.nextToken())
              .build();
        });
  }

  private static List<Listener> wantedListeners(
      Balancers balancers, DescribeListenersRequest request) {
    if (request.hasListenerArns()) {
      return request.listenerArns().stream().map(balancers::listener).toList();
    }
    if (request.loadBalancerArn() == null) {
      throw new Refusal("ValidationError", "A load balancer or listeners must be specified");
    }
    LoadBalancer owner = balancers.loadBalancer(request.loadBalancerArn());
    return balancers.listeners().stream().filter(l -> l.loadBalancer() == owner).toList();
  }

  @Override
  public DescribeListenerAttributesResponse describeListenerAttributes(
      DescribeListenerAttributesRequest request) {
    return ask(
        balancers -> {
          int seconds = balancers.listener(request.listenerArn()).idleTimeoutSeconds();
          return DescribeListenerAttributesResponse.builder()
              .attributes(
                  ListenerAttribute.builder().key(IDLE).value(Integer.toString(seconds)).build())
              .build();
        });
  }

  @Override
  public ModifyListenerAttributesResponse modifyListenerAttributes(
      ModifyListenerAttributesRequest request) {
    return ask(
        balancers -> {
          request
              .attributes()
              .forEach(
                  a -> {
                    only(IDLE, a.key());
                    balancers.idleTimeout(request.listenerArn(), seconds(a.value()));
                  });
          return ModifyListenerAttributesResponse.builder()
              .attributes(request.attributes())
              .build();
        });
  }

  @Override
  public RegisterTargetsResponse registerTargets(RegisterTargetsRequest request) {
    return ask(
        balancers -> {
          TargetGroup group = balancers.group(request.targetGroupArn());
          balancers.register(group.arn(), ElbRequests.targets(group, request.targets()));
          return RegisterTargetsResponse.builder().build();
        });
  }

  @Override
  public DeregisterTargetsResponse deregisterTargets(DeregisterTargetsRequest request) {
    return ask(
        balancers -> {
          TargetGroup group = balancers.group(request.targetGroupArn());
          balancers.deregisterByCaller(group.arn(), ElbRequests.targets(group, request.targets()));
          return DeregisterTargetsResponse.builder().build();
        });
  }

  @Override
  public DescribeTargetHealthResponse describeTargetHealth(DescribeTargetHealthRequest request) {
    return ask(
        balancers -> {
          TargetGroup group = balancers.group(request.targetGroupArn());
          List<TargetKey> wanted =
              request.hasTargets()
                  ? ElbRequests.targets(group, request.targets())
                  : group.targets().stream().filter(Target::listed).map(Target::key).toList();
          return DescribeTargetHealthResponse.builder()
              .targetHealthDescriptions(
                  wanted.stream().map(k -> ElbShapes.health(group, k)).toList())
              .build();
        });
  }

  private <T> T ask(Function<Balancers, T> question) {
    return driver.call((World world) -> question.apply(world.balancers()));
  }

  private static <T> Pages<T> page(List<T> all, @Nullable String marker, @Nullable Integer size) {
    return Pages.cut(all, marker, size, PAGE, "ValidationError");
  }

  private static <T> List<T> named(
      Collection<T> all, List<String> names, Function<T, String> nameOf, String notFound) {
    for (String name : names) {
      if (all.stream().noneMatch(a -> nameOf.apply(a).equals(name))) {
        throw new Refusal(notFound, "Nothing of the name '" + name + "' was found");
      }
    }
    return all.stream().filter(a -> names.isEmpty() || names.contains(nameOf.apply(a))).toList();
  }

  private static void only(String known, @Nullable String asked) {
    if (!known.equals(asked)) {
      throw new UnsupportedOperationException("local-aws models " + known + ", not " + asked);
    }
  }

  private static int seconds(@Nullable String text) {
    if (text == null) {
      throw new Refusal("InvalidConfigurationRequest", "A value must be given");
    }
    boolean number =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(Character::isDigit);
    if (!number) {
      throw new Refusal("InvalidConfigurationRequest", "'" + text + "' is not a number of seconds");
    }
    return Integer.parseInt(text);
  }
}
