package dev.tidegate.localaws.elb;

import dev.tidegate.localaws.face.ErrorTable;
import dev.tidegate.localaws.fault.ServiceErrors;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DuplicateListenerException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DuplicateLoadBalancerNameException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DuplicateTargetGroupNameException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ElasticLoadBalancingV2Exception;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.InvalidConfigurationRequestException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.InvalidTargetException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ListenerNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ResourceInUseException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAssociationLimitException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TooManyTargetsException;

/** Elastic Load Balancing's exceptions. Its error codes lack the word Exception. */
public final class ElbErrors {

  private ElbErrors() {}

  /** By error code. */
  public static ServiceErrors table() {
    Map<String, Supplier<AwsServiceException.Builder>> modelled = new HashMap<>();
    modelled.put("LoadBalancerNotFound", LoadBalancerNotFoundException::builder);
    modelled.put("ListenerNotFound", ListenerNotFoundException::builder);
    modelled.put("TargetGroupNotFound", TargetGroupNotFoundException::builder);
    modelled.put("DuplicateLoadBalancerName", DuplicateLoadBalancerNameException::builder);
    modelled.put("DuplicateTargetGroupName", DuplicateTargetGroupNameException::builder);
    modelled.put("DuplicateListener", DuplicateListenerException::builder);
    modelled.put("InvalidTarget", InvalidTargetException::builder);
    modelled.put("InvalidConfigurationRequest", InvalidConfigurationRequestException::builder);
    modelled.put("ResourceInUse", ResourceInUseException::builder);
    modelled.put("TargetGroupAssociationLimit", TargetGroupAssociationLimitException::builder);
    modelled.put("TooManyTargets", TooManyTargetsException::builder);
    return new ErrorTable(
        "ElasticLoadBalancingV2",
        "Throttling",
        "InternalFailure",
        modelled,
        ElasticLoadBalancingV2Exception::builder);
  }
}
