package io.countersign.decision;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
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
  private static final ArchRule ONLY_VERIFIERS =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Verifier")
          .should()
          .callConstructor(Caller.Verified.class, SubjectId.class, CallerFacts.class);

  @Test
  void onlyVerifiersMakeVerifiedCallers() {
    ONLY_VERIFIERS.check(CLASSES);
  }

  @Test
  void anybodyElseWhoMakesOneIsFound() {
    JavaClasses impostors = new ClassFileImporter().importClasses(Impostor.class);
    assertTrue(ONLY_VERIFIERS.evaluate(impostors).hasViolation());
  }

  private static final class Impostor implements CallerVerifier {
    @Override
    public Caller verify(AccessRequest request, Instant now) {
      return new Caller.Verified(Callers.SUBJECT, Callers.facts());
    }
  }
}
