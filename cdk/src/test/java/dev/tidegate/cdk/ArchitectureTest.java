package dev.tidegate.cdk;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

@AnalyzeClasses(packages = "dev.tidegate.cdk", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule APP_KNOWS_STACKS_KNOW_CONSTRUCTS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("app")
          .definedBy("dev.tidegate.cdk")
          .layer("stack")
          .definedBy("dev.tidegate.cdk.stack")
          .layer("construct")
          .definedBy("dev.tidegate.cdk.construct")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("stack")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("construct")
          .mayOnlyBeAccessedByLayers("stack", "app");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("dev.tidegate.cdk.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule TEMPLATES_DEPEND_ON_ARGUMENTS_ONLY =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAnyPackage("dev.tidegate.cdk.stack..", "dev.tidegate.cdk.construct..")
          .should()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.time.zone..", "java.net..")
          .because("two runs with the same settings have to give the same templates");

  @ArchTest
  static final ArchRule NO_OTHER_MODULE =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.tidegate.queue..",
              "dev.tidegate.controller..",
              "dev.tidegate.client..",
              "dev.tidegate.localaws..",
              "dev.tidegate.proto..",
              "dev.tidegate.cli..");
}
