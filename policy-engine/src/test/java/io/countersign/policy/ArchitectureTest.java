package io.countersign.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.countersign.policy");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.countersign.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void regoKnowsNothingOfDecisionsAndBundles() {
    noClasses()
        .that()
        .resideInAPackage("io.countersign.policy.rego..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.countersign.decision", "io.countersign.policy", "io.countersign.policy.bundle..")
        .check(CLASSES);
  }

  /** Only the engine touches the runtime of WebAssembly, so that another can take its place. */
  @Test
  void webAssemblyStaysInTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.countersign.policy.rego..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.dylibso..", "com.styra..")
        .check(CLASSES);
  }
}
