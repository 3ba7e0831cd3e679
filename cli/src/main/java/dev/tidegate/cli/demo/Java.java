package dev.tidegate.cli.demo;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * How this program starts another Java process of itself: small heap, quick start. The class path
 * goes through the environment, so that command lines stay short enough to be read by others.
 */
final class Java {
  private static final int NEEDS_NATIVE_ACCESS = 24;

  private Java() {}

  static final String CLASS_PATH_VARIABLE = "CLASSPATH";

  static String classPath() {
    return System.getProperty("java.class.path");
  }

  static List<String> command(String heap, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xss512k",
            "-Xmx" + heap));
    if (Runtime.version().feature() >= NEEDS_NATIVE_ACCESS) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add(mainClass);
    command.addAll(List.of(arguments));
    return command;
  }
}
