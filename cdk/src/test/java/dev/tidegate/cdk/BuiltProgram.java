package dev.tidegate.cdk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The program that the images run, as the build left it. It is loaded from there and not declared
 * as a dependency: {@code cdk synth} has to work in this module's folder alone.
 */
final class BuiltProgram {
  private static final Path CLASSES = Repository.path("cli/target/classes");
  private static final Path LIBRARIES = Repository.path("cli/target/lib");
  private static final Path MAIN = CLASSES.resolve("dev/tidegate/cli/Tidegate.class");
  private static final String NOT_BUILT =
      "skipped: the command line is not built (mvn verify at the root builds it first)";

  private BuiltProgram() {}

  /** Skips the test, with a reason on the console, where a module was built alone. */
  static void require() {
    boolean built = Files.isRegularFile(MAIN) && Files.isDirectory(LIBRARIES);
    if (!built) {
      System.out.println(NOT_BUILT);
    }
    assumeTrue(built, NOT_BUILT);
  }

  /** Has the command line parse these arguments; throws what it would tell the user. */
  static void parseArguments(List<String> arguments) {
    call(
        "dev.tidegate.cli.Tidegate",
        commandLine -> {
          Method factory = commandLine.getDeclaredMethod("commandLine");
          factory.setAccessible(true);
          Object parser = factory.invoke(null);
          parser
              .getClass()
              .getMethod("parseArgs", String[].class)
              .invoke(parser, (Object) arguments.toArray(String[]::new));
        });
  }

  /** Has the example worker parse these arguments; throws what it would tell the user. */
  static void parseWorkerArguments(List<String> arguments) {
    call(
        "dev.tidegate.examples.ExampleOptions",
        options -> {
          Method parse = options.getDeclaredMethod("parse", String[].class);
          parse.setAccessible(true);
          parse.invoke(null, (Object) arguments.toArray(String[]::new));
        });
  }

  /** Has the runtime read its flags and environment; throws all faults that it finds. */
  static void parseRuntimeSettings(List<String> flags, Map<String, String> environment) {
    call(
        "dev.tidegate.queue.config.RuntimeConfig",
        config -> config.getMethod("of", List.class, Map.class).invoke(null, flags, environment));
  }

  /** Has the controller read these documents; throws all problems that it finds. */
  static void parseResources(String yaml) {
    call(
        "dev.tidegate.controller.config.ConfigLoader",
        loader ->
            loader.getMethod("parse", String.class, String.class).invoke(null, "template", yaml));
  }

  private interface Use {
    void of(Class<?> type) throws ReflectiveOperationException;
  }

  private static void call(String className, Use use) {
    try (URLClassLoader loader =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      use.of(Class.forName(className, true, loader));
    } catch (InvocationTargetException refused) {
      throw new AssertionError(refused.getCause().getMessage(), refused.getCause());
    } catch (ReflectiveOperationException changed) {
      throw new LinkageError(className + " is not as this test knows it", changed);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>(List.of(url(CLASSES)));
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
        urls.add(url(jar));
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toAbsolutePath().normalize().toUri().toURL();
  }
}
