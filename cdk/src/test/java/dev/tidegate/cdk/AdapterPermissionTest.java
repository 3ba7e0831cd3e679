package dev.tidegate.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.tidegate.cdk.construct.ControllerPermissions;
import dev.tidegate.cdk.construct.Permission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the controller calls in AWS, read from its byte code, is what its role grants: an action too
 * few fails in production, an action too many is a door left open.
 */
class AdapterPermissionTest {
  private static final Path CLASSES = Repository.path("controller/target/classes");
  private static final Path ADAPTER = CLASSES.resolve("dev/tidegate/controller/aws");
  private static final String NOT_BUILT =
      "skipped: the controller is not built (mvn verify at the root builds it first)";
  private static final Pattern CLIENT =
      Pattern.compile("software\\.amazon\\.awssdk\\.services\\.(\\w+)\\.\\w+Client");

  @Test
  void theRoleGrantsWhatTheAdapterCallsAndNothingElse() {
    boolean built = Files.isDirectory(ADAPTER);
    if (!built) {
      System.out.println(NOT_BUILT);
    }
    assumeTrue(built, NOT_BUILT);
    Set<String> granted =
        ControllerPermissions.ALL.stream().map(Permission::action).collect(Collectors.toSet());
    assertThat(calledActions()).isNotEmpty().containsExactlyInAnyOrderElementsOf(granted);
  }

  private static Set<String> calledActions() {
    Set<String> actions = new TreeSet<>();
    new ClassFileImporter()
        .importPath(CLASSES)
        .forEach(type -> type.getMethodCallsFromSelf().forEach(call -> addAction(call, actions)));
    return actions;
  }

  private static void addAction(JavaMethodCall call, Set<String> actions) {
    Matcher client = CLIENT.matcher(call.getTargetOwner().getFullName());
    String answer = call.getTarget().getRawReturnType().getSimpleName();
    if (client.matches() && (answer.endsWith("Response") || answer.endsWith("Iterable"))) {
      String operation = call.getName().replaceFirst("Paginator$", "");
      actions.add(
          service(client.group(1))
              + ":"
              + Character.toUpperCase(operation.charAt(0))
              + operation.substring(1));
    }
  }

  /** The SDK's package and IAM's prefix differ where a service had a second version. */
  private static String service(String sdkPackage) {
    return "elasticloadbalancingv2".equals(sdkPackage) ? "elasticloadbalancing" : sdkPackage;
  }
}
