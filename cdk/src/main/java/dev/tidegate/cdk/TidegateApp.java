package dev.tidegate.cdk;

import dev.tidegate.cdk.stack.BootstrapStack;
import dev.tidegate.cdk.stack.ControlStack;
import dev.tidegate.cdk.stack.DataStack;
import dev.tidegate.cdk.stack.DeploymentSettings;
import dev.tidegate.cdk.stack.NetworkStack;
import dev.tidegate.cdk.stack.QueueStack;
import dev.tidegate.cdk.stack.Stage;
import dev.tidegate.cdk.stack.WorkersStack;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Tags;

/**
 * Writes the templates of one stage. Run by {@code cdk synth} (see {@code cdk.json}) or by the
 * Maven goal {@code exec:exec@synth}; both yield the same templates.
 *
 * <p>Arguments: the context keys {@code stage} ({@code dev} or {@code prod}) and {@code imageTag}
 * ({@code cdk synth -c stage=prod -c imageTag=1.2.3}), or the system properties {@code
 * tidegate.stage} and {@code tidegate.imageTag} where Maven runs it.
 */
public final class TidegateApp {
  /**
   * The CDK's behaviour switches. They stand here and not in cdk.json because only the CDK's
   * command line reads that file: tests and the Maven goal would synthesize something else.
   */
  static final Map<String, Object> FLAGS =
      Map.of(
          // Same statements are merged, so that a policy reads as it was meant.
          "@aws-cdk/aws-iam:minimizePolicies",
          true,
          // The metadata service is kept from containers by the hop limit; the switch drops the
          // iptables rule of older images, which the current image cannot save.
          "@aws-cdk/aws-ecs:disableEcsImdsBlocking",
          true,
          // A template that CloudFormation would refuse fails here.
          "@aws-cdk/core:validateAgainstDefaultRules",
          true,
          // No version banner resource and no usage data in the templates.
          "aws:cdk:version-reporting",
          false);

  private TidegateApp() {}

  /**
   * Synthesizes into the folder that the CDK's command line names, else {@code target/cdk.out}.
   * Ends with code 1 and one line on standard error if a setting is wrong.
   */
  public static void main(String[] args) {
    try {
      synthesize();
    } catch (IllegalArgumentException wrongSetting) {
      System.err.println("tidegate cdk: " + wrongSetting.getMessage());
      System.exit(1);
    }
  }

  private static void synthesize() {
    AppProps.Builder props = AppProps.builder().context(FLAGS).analyticsReporting(false);
    if (System.getenv("CDK_OUTDIR") == null) {
      props.outdir(System.getProperty("tidegate.synth.out", "target/cdk.out"));
    }
    App app = new App(props.build());
    DeploymentSettings settings =
        DeploymentSettings.of(Stage.named(setting(app, "stage")), setting(app, "imageTag"));
    define(app, settings);
    System.out.println("Templates are in " + app.synth().getDirectory());
  }

  /** Adds every stack of one stage to the app. */
  static Stacks define(App app, DeploymentSettings settings) {
    String prefix = "tidegate-" + settings.stage().id();
    BootstrapStack bootstrap = new BootstrapStack(app, prefix + "-bootstrap", settings);
    NetworkStack network = new NetworkStack(app, prefix + "-network", settings);
    DataStack data = new DataStack(app, prefix + "-data", settings, network);
    QueueStack queue = new QueueStack(app, prefix + "-queue", settings, network, data);
    WorkersStack workers = new WorkersStack(app, prefix + "-workers", settings, network, queue);
    ControlStack control = new ControlStack(app, prefix + "-control", settings, network, queue);
    control.addStackDependency(workers, "the controller reads every pool when it starts");
    Tags.of(app).add("tidegate:stage", settings.stage().id());
    return new Stacks(bootstrap, network, data, queue, workers, control);
  }

  private static @Nullable String setting(App app, String key) {
    Object fromContext = app.getNode().tryGetContext(key);
    String value =
        fromContext == null ? System.getProperty("tidegate." + key) : fromContext.toString();
    return value == null || value.isBlank() ? null : value;
  }

  /** The stacks of a stage, in the order in which they are deployed. */
  record Stacks(
      BootstrapStack bootstrap,
      NetworkStack network,
      DataStack data,
      QueueStack queue,
      WorkersStack workers,
      ControlStack control) {}
}
