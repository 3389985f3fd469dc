package dev.quarry.runner;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.quarry.runner.mode.AgentMode;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.quarry.runner", "dev.quarry.core");

  @Test
  void theHeartKnowsNoFrameworkAndNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage("..runner.engine..", "..runner.mode..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta..",
            "io.quarkus..",
            "org.apache.kafka..",
            "com.fasterxml..",
            "java.sql..",
            "java.net..")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CLASSES);
  }

  @Test
  void modesKeepNothingBetweenTwoCalls() {
    fields()
        .that()
        .areDeclaredInClassesThat()
        .implement(AgentMode.class)
        .should()
        .beFinal()
        .andShould()
        .notHaveRawType(assignableTo(Map.class))
        .andShould()
        .notHaveRawType(assignableTo(Collection.class))
        .because("a mode is a pure function over the steps")
        .check(CLASSES);
  }

  @Test
  void onlyThePluginHostKnowsThePluginRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..runner.plugin..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.pf4j..")
        .check(CLASSES);
  }

  @Test
  void runnerDoesNotKnowTheApi() {
    noClasses().should().dependOnClassesThat().resideInAPackage("dev.quarry.api..").check(CLASSES);
  }

  @Test
  void coreDoesNotKnowWhoUsesIt() {
    noClasses()
        .that()
        .resideInAPackage("dev.quarry.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.quarry.runner..", "dev.quarry.sdk..", "io.quarkus..")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.quarry.(*).(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
