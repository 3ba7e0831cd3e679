package dev.tidegate.queue;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/** The arrows of this module. Changing one is a decision about the design, not a repair. */
@AnalyzeClasses(packages = "dev.tidegate.queue", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String[] PURE_JDK = {
    "java.lang..",
    "java.util",
    "java.util.function",
    "java.util.random",
    "java.util.regex",
    "java.util.stream",
    "java.time",
    "java.nio.charset",
    "org.jspecify.annotations"
  };

  private static String[] pureAnd(String... packages) {
    String[] all = Arrays.copyOf(packages, packages.length + PURE_JDK.length);
    System.arraycopy(PURE_JDK, 0, all, packages.length, PURE_JDK.length);
    return all;
  }

  @ArchTest
  static final ArchRule modelIsPure =
      classes()
          .that()
          .resideInAPackage("..queue.model")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(pureAnd("..queue.model"));

  @ArchTest
  static final ArchRule policyIsPure =
      classes()
          .that()
          .resideInAPackage("..queue.policy")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(pureAnd("..queue.policy", "..queue.model"));

  @ArchTest
  static final ArchRule thePortKnowsNoTechnology =
      classes()
          .that()
          .resideInAPackage("..queue.store")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              pureAnd("..queue.store", "..queue.model", "..queue.policy", "java.util.concurrent"));

  @ArchTest
  static final ArchRule oneOwnerOfRedis =
      noClasses()
          .that()
          .resideOutsideOfPackage("..queue.redis..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("redis.clients..");

  @ArchTest
  static final ArchRule theContractStopsAtGrpcAndFleet =
      noClasses()
          .that()
          .resideOutsideOfPackages("..queue.grpc", "..queue.fleet", "..queue.app")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tidegate.proto..");

  @ArchTest
  static final ArchRule oneOwnerOfNetty =
      noClasses()
          .that()
          .resideOutsideOfPackages("..queue.connections", "..queue.app")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc.netty..");

  @ArchTest
  static final ArchRule theRedisStoreKnowsThePortOnly =
      noClasses()
          .that()
          .resideInAPackage("..queue.redis")
          .should()
          .dependOnClassesThat(
              areOurPackagesBut("queue.redis", "queue.store", "queue.policy", "queue.model"));

  @ArchTest
  static final ArchRule maintenanceKnowsThePortAndTheRulesOnly =
      noClasses()
          .that()
          .resideInAPackage("..queue.maintenance")
          .should()
          .dependOnClassesThat(
              areOurPackagesBut("queue.maintenance", "queue.store", "queue.policy", "queue.model"));

  @ArchTest
  static final ArchRule theEmbeddedServerKnowsNothingOfQueues =
      noClasses()
          .that()
          .resideInAPackage("..queue.embedded")
          .should()
          .dependOnClassesThat(areOurPackagesBut("queue.embedded"));

  @ArchTest
  static final ArchRule oneOwnerOfTheBundledServer =
      noClasses()
          .that()
          .resideOutsideOfPackage("..queue.embedded")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("redis.embedded..");

  private static DescribedPredicate<JavaClass> areOurPackagesBut(String... allowed) {
    return DescribedPredicate.describe(
        "are packages of the project other than " + String.join(", ", allowed),
        (JavaClass c) ->
            c.getPackageName().startsWith("dev.tidegate.")
                && !Arrays.asList(allowed)
                    .contains(c.getPackageName().substring("dev.tidegate.".length())));
  }

  @ArchTest
  static final ArchRule deliveryKnowsStoreModelAndTimeOnly =
      noClasses()
          .that()
          .resideInAPackage("..queue.delivery")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..queue.grpc",
              "..queue.fleet",
              "..queue.redis",
              "..queue.connections",
              "..queue.app");

  @ArchTest
  static final ArchRule grpcDecidesNothingAboutStoresOrConnections =
      noClasses()
          .that()
          .resideInAPackage("..queue.grpc")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..queue.redis",
              "..queue.maintenance",
              "..queue.embedded",
              "..queue.connections",
              "..queue.fleet",
              "..queue.config",
              "..queue.app");

  @ArchTest
  static final ArchRule theKeeperStandsAlone =
      noClasses()
          .that()
          .resideInAPackage("..queue.connections")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are other packages of the project",
                  (JavaClass c) ->
                      c.getPackageName().startsWith("dev.tidegate")
                          && !c.getPackageName().equals("dev.tidegate.queue.connections")));

  @ArchTest
  static final ArchRule nobodyImportsTheApp =
      noClasses()
          .that()
          .resideOutsideOfPackage("..queue.app")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..queue.app");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.tidegate.queue.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule clocksAndChanceComeInByConstructor =
      noClasses()
          .that()
          .resideOutsideOfPackage("..queue.app")
          .should()
          .callMethodWhere(target(owner(assignableTo(System.class))).and(target(name("nanoTime"))))
          .orShould()
          .callMethodWhere(
              target(owner(assignableTo(System.class))).and(target(name("currentTimeMillis"))))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(Instant.class))).and(target(name("now"))))
          .orShould()
          .callMethodWhere(
              target(owner(assignableTo(InstantSource.class))).and(target(name("system"))))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(Math.class))).and(target(name("random"))))
          .orShould()
          .callConstructorWhere(target(owner(assignableTo(RandomGenerator.class))))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(Thread.class))).and(target(name("sleep"))))
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Executors.class);

  @ArchTest
  static final ArchRule everyPackageSaysWhatItIs =
      classes()
          .should(
              new ArchCondition<JavaClass>("live in a package with package-info") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                  if (item.getPackage().tryGetPackageInfo().isEmpty()) {
                    events.add(
                        SimpleConditionEvent.violated(
                            item, item.getPackageName() + " has no package-info"));
                  }
                }
              });
}
