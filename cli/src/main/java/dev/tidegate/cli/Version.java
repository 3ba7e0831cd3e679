package dev.tidegate.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/**
 * The version that the build wrote into the jar's manifest; "development" when run from classes.
 */
final class Version implements IVersionProvider {
  static final String CURRENT =
      orDevelopment(Version.class.getPackage().getImplementationVersion());

  private static String orDevelopment(@Nullable String version) {
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"tidegate " + CURRENT, "java " + Runtime.version()};
  }
}
