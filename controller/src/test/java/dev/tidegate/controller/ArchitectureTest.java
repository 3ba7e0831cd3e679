package dev.tidegate.controller;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between packages. Changing one takes thought: see docs/controller.md. */
class ArchitectureTest {
  private static final String ROOT = "dev.tidegate.controller.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tidegate.controller");

  private static String[] own(String... names) {
    String[] all = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      all[i] = ROOT + names[i] + "..";
    }
    return all;
  }

  private static void mayImport(String from, String[] own, String... others) {
    String[] allowed = new String[own.length + others.length + 3];
    System.arraycopy(own, 0, allowed, 0, own.length);
    System.arraycopy(others, 0, allowed, own.length, others.length);
    allowed[allowed.length - 3] = "java..";
    allowed[allowed.length - 2] = "org.jspecify..";
    allowed[allowed.length - 1] = ROOT + from + "..";
    noClasses()
        .that()
        .resideInAPackage(ROOT + from + "..")
        .should()
        .dependOnClassesThat(not(resideInAnyPackage(allowed)))
        .check(CLASSES);
  }

  @Test
  void decisionsArePure() {
    mayImport("model", own());
    mayImport("credit", own("model"));
    mayImport("scaling", own("model"));
    mayImport("balance", own("model"));
    mayImport("rotation", own("model"));
    mayImport("plan", own("model", "credit", "scaling", "balance", "rotation"));
    noClasses()
        .that()
        .resideInAnyPackage(own("model", "credit", "scaling", "balance", "rotation", "plan"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.net..", "java.nio..", "java.util.concurrent..")
        .check(CLASSES);
  }

  @Test
  void theEdgePointsInwards() {
    mayImport("port", own("model"));
    mayImport("act", own("port", "plan", "model"));
    mayImport(
        "ledger",
        own("port", "plan", "model", "scaling", "rotation"),
        "com.fasterxml.jackson..",
        "org.slf4j..");
    mayImport(
        "loop",
        own("port", "act", "plan", "ledger", "model", "credit", "scaling", "balance", "rotation"));
    mayImport("aws", own("port", "model"), "software.amazon.awssdk..");
    mayImport(
        "fleet",
        own("port", "model"),
        "io.grpc..",
        "com.google.protobuf..",
        "com.google.rpc..",
        "dev.tidegate.proto..");
    mayImport("config", own("plan", "model"), "org.snakeyaml..");
  }

  @Test
  void eachTechnologyHasOneOwner() {
    noClasses()
        .that(not(resideInAPackage(ROOT + "aws..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(CLASSES);
    noClasses()
        .that(not(resideInAPackage(ROOT + "fleet..")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tidegate.proto..", "com.google..", "io.grpc.stub..")
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("redis..", "dev.tidegate.queue..", "dev.tidegate.localaws..")
        .check(CLASSES);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheAppReadsClocksRollsDiceWaitsOrStartsThreads() {
    noClasses()
        .that(not(resideInAPackage(ROOT + "app..")))
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "start")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callConstructor(Random.class)
        .orShould()
        .callMethod(ThreadLocalRandom.class, "current")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    var packages =
        CLASSES.stream()
            .map(c -> c.getPackageName())
            .collect(Collectors.toCollection(TreeSet::new));
    var described =
        CLASSES.stream()
            .filter(c -> c.getSimpleName().equals("package-info"))
            .map(c -> c.getPackageName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described).isEqualTo(packages);
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
        .check(CLASSES);
  }
}
