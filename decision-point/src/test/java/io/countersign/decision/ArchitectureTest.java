package io.countersign.decision;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.countersign");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.countersign.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void jsonKnowsNothingOfDecisions() {
    noClasses()
        .that()
        .resideInAPackage("io.countersign.decision.json..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.countersign.decision")
        .check(CLASSES);
  }

  /** Whoever makes one says that every credential held. */
  @Test
  void onlyVerifiersMakeVerifiedCallers() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Verifier")
        .should()
        .callConstructor(Caller.Verified.class, SubjectId.class, CallerFacts.class)
        .check(CLASSES);
  }
}
