package dev.tidegate.client;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.tidegate.client.internal.Loop;
import dev.tidegate.client.internal.Sources;
import dev.tidegate.client.internal.Threads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The arrows of this module. Changing one is a decision about the design, not a repair. */
@AnalyzeClasses(packages = "dev.tidegate.client", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule leaseIsPure =
      classes()
          .that()
          .resideInAPackage("..client.lease")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "..client.lease",
              "java.lang..",
              "java.util",
              "java.util.function",
              "java.util.random",
              "java.util.stream",
              "java.nio.charset",
              "java.time",
              "org.jspecify.annotations");

  @ArchTest
  static final ArchRule internalDoesNotKnowThePublicApi =
      noClasses()
          .that()
          .resideInAPackage("..client.internal")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tidegate.client");

  @ArchTest
  static final ArchRule theClientStandsAlone =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tidegate.client..",
              "dev.tidegate.proto.queue..",
              "com.google.protobuf..",
              "com.google.rpc..",
              "io.grpc",
              "io.grpc.stub..",
              "io.grpc.protobuf..",
              "java..",
              "org.jspecify.annotations");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.tidegate.(client..)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule timeAndChanceComeFromOnePlace =
      noClasses()
          .that()
          .areNotAssignableTo(Sources.class)
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
          .callConstructorWhere(target(owner(assignableTo(RandomGenerator.class))));

  @ArchTest
  static final ArchRule threadsComeFromOnePlace =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Threads.class, Loop.class)
          .should()
          .callConstructorWhere(target(owner(assignableTo(Thread.class))))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(Thread.class))).and(target(name("start"))))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(Thread.class))).and(target(name("sleep"))))
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.Executors");

  @ArchTest
  static final ArchRule everyPackageSaysWhatItIs =
      classes()
          .should(
              new com.tngtech.archunit.lang.ArchCondition<>("live in a package with package-info") {
                @Override
                public void check(
                    com.tngtech.archunit.core.domain.JavaClass item,
                    com.tngtech.archunit.lang.ConditionEvents events) {
                  if (item.getPackage().tryGetPackageInfo().isEmpty()) {
                    events.add(
                        com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                            item, item.getPackageName() + " has no package-info"));
                  }
                }
              });
}
