package dev.tidegate.localaws;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The arrows between packages. */
@AnalyzeClasses(
    packages = "dev.tidegate.localaws",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "dev.tidegate.localaws";

  @ArchTest
  static final ArchRule theWorldIsPure =
      ArchRuleDefinition.classes()
          .that()
          .resideInAPackage(ROOT + ".world..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  ROOT + ".world..",
                  "java.lang",
                  "java.lang.invoke",
                  "java.util",
                  "java.util.function",
                  "java.util.random",
                  "java.util.regex",
                  "java.util.stream",
                  "java.time",
                  "org.jspecify.."));

  @ArchTest
  static final ArchRule theSimulatorKnowsNeitherControllerNorQueue =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.tidegate..").and(resideOutsideOfPackages(ROOT + "..")));

  @ArchTest
  static final ArchRule onlyTheFacesKnowTheSdk =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT,
              ROOT + ".ecs",
              ROOT + ".elb",
              ROOT + ".cloudwatch",
              ROOT + ".ec2",
              ROOT + ".autoscaling",
              ROOT + ".face",
              ROOT + ".fault")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule onlyTheDataPlaneKnowsNetty =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".dataplane")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule theKernelKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".world.kernel")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(ROOT + "..").and(resideOutsideOfPackages(ROOT + ".world.kernel")));

  @ArchTest
  static final ArchRule balancersKnowNoTaskAndMachinesKnowNoBalancer =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + ".world.balancer", ROOT + ".world.machine", ROOT + ".world.metric")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".world.cluster");

  @ArchTest
  static final ArchRule packagesHaveNoCycle =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule clocksAndChanceAreInjected =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(ThreadLocalRandom.class, "current")
          .orShould()
          .callConstructor(Random.class);

  @ArchTest
  static final ArchRule onlyTheEntryReadsTheMachinesClock =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .callMethod(InstantSource.class, "system")
          .orShould()
          .callMethod(System.class, "nanoTime");
}
