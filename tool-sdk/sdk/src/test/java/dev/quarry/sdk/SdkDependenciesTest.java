package dev.quarry.sdk;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.pf4j.ExtensionPoint;

/** What plugins compile against must stay small: whatever it pulls in, every plugin pulls in. */
final class SdkDependenciesTest {
  private static final JavaClasses SDK =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.quarry.sdk");

  private static final DescribedPredicate<JavaClass> ALLOWED =
      describe(
          "java.*, jspecify, slf4j, PF4J's extension marker and the SDK itself",
          type -> {
            String name = type.getBaseComponentType().getName();
            return type.getBaseComponentType().isPrimitive()
                || name.startsWith("java.")
                || name.startsWith("dev.quarry.sdk.")
                || name.startsWith("org.jspecify.annotations.")
                || name.startsWith("org.slf4j.")
                || name.equals(ExtensionPoint.class.getName());
          });

  @Test
  void theSdkDependsOnNothingButTheJdkAndThreeMarkers() {
    classes().should().onlyDependOnClassesThat(ALLOWED).check(SDK);
  }

  @Test
  void theSdkDoesNotKnowTheBindingOrTheTestKit() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.quarry.sdk.binding..", "dev.quarry.sdk.testkit..")
        .check(SDK);
  }
}
