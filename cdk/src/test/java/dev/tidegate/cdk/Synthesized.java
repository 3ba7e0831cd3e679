package dev.tidegate.cdk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidegate.cdk.stack.DeploymentSettings;
import dev.tidegate.cdk.stack.Stage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;

/** The templates of both stages, synthesized once for all tests: starting Node takes seconds. */
final class Synthesized {
  private static final String NO_NODE =
      "skipped: the CDK library needs Node.js, and no 'node' answers (set JSII_NODE or the PATH)";

  private static final Map<Stage, Map<String, ResourceMap>> CACHE = new LinkedHashMap<>();

  private Synthesized() {}

  /** Template name (bootstrap, network, data, queue, workers, control) to its resources. */
  static synchronized Map<String, ResourceMap> templates(Stage stage) {
    requireNode();
    return CACHE.computeIfAbsent(stage, Synthesized::synthesize);
  }

  /** Resources of every template of a stage. */
  static Stream<ResourceMap> all(Stage stage) {
    return templates(stage).values().stream();
  }

  /** One template. */
  static ResourceMap template(Stage stage, String name) {
    return Optional.ofNullable(templates(stage).get(name)).orElseThrow();
  }

  private static Map<String, ResourceMap> synthesize(Stage stage) {
    App app =
        new App(AppProps.builder().context(TidegateApp.FLAGS).analyticsReporting(false).build());
    TidegateApp.Stacks stacks = TidegateApp.define(app, DeploymentSettings.of(stage, "1.2.3"));
    Map<String, ResourceMap> templates = new LinkedHashMap<>();
    templates.put("bootstrap", read(stacks.bootstrap()));
    templates.put("network", read(stacks.network()));
    templates.put("data", read(stacks.data()));
    templates.put("queue", read(stacks.queue()));
    templates.put("workers", read(stacks.workers()));
    templates.put("control", read(stacks.control()));
    return templates;
  }

  private static ResourceMap read(Stack stack) {
    return ResourceMap.of(Template.fromStack(stack).toJSON());
  }

  private static void requireNode() {
    assumeTrue(NodeProbe.ANSWERS, NO_NODE);
  }

  private static final class NodeProbe {
    static final boolean ANSWERS = report(answers());

    /** Once for all tests, where a person looks: the console. */
    private static boolean report(boolean answers) {
      if (!answers) {
        System.out.println(NO_NODE);
      }
      return answers;
    }

    private static boolean answers() {
      String node = Optional.ofNullable(System.getenv("JSII_NODE")).orElse("node");
      try {
        Process process =
            new ProcessBuilder(node, "--version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
      } catch (IOException absent) {
        return false;
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
