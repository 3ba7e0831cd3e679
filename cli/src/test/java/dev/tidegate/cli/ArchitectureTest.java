package dev.tidegate.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules; those inside a module are held by its own test. */
@AnalyzeClasses(packages = "dev.tidegate", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String CLIENT = "dev.tidegate.client..";
  private static final String RUNTIME = "dev.tidegate.queue..";
  private static final String CONTROLLER = "dev.tidegate.controller..";
  private static final String LOCAL_AWS = "dev.tidegate.localaws..";
  private static final String EXAMPLES = "dev.tidegate.examples..";
  private static final String CLI = "dev.tidegate.cli..";
  private static final String AWS_SDK = "software.amazon.awssdk..";
  private static final String PROTO = "dev.tidegate.proto..";

  @ArchTest
  static final ArchRule the_client_knows_the_contract_only =
      noClasses()
          .that()
          .resideInAPackage(CLIENT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(RUNTIME, CONTROLLER, LOCAL_AWS, EXAMPLES, CLI, AWS_SDK, "redis..");

  @ArchTest
  static final ArchRule the_runtime_knows_neither_controller_nor_aws =
      noClasses()
          .that()
          .resideInAPackage(RUNTIME)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLIENT, CONTROLLER, LOCAL_AWS, EXAMPLES, CLI, AWS_SDK);

  @ArchTest
  static final ArchRule the_controller_knows_no_redis_and_no_runtime =
      noClasses()
          .that()
          .resideInAPackage(CONTROLLER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLIENT, RUNTIME, LOCAL_AWS, EXAMPLES, CLI, "redis..");

  @ArchTest
  static final ArchRule the_simulator_knows_nobody_it_is_there_to_test =
      noClasses()
          .that()
          .resideInAPackage(LOCAL_AWS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLIENT, RUNTIME, CONTROLLER, EXAMPLES, CLI, PROTO);

  @ArchTest
  static final ArchRule examples_use_what_users_use =
      noClasses()
          .that()
          .resideInAPackage(EXAMPLES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(RUNTIME, CONTROLLER, LOCAL_AWS, CLI, PROTO);

  @ArchTest
  static final ArchRule nobody_reaches_into_the_command =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLI);

  @ArchTest
  static final ArchRule redis_has_one_owner =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.tidegate.queue.redis..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("redis.clients..");
}
