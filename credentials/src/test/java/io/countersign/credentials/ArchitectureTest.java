package io.countersign.credentials;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Caller;
import io.countersign.decision.CallerFacts;
import io.countersign.decision.CallerVerifier;
import io.countersign.decision.SubjectId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.countersign.credentials");

  /**
   * What says by its name that a check held is made by verifiers alone. It may give itself with
   * another age of the keys; nobody else may make one.
   */
  private static final ArchRule ONLY_VERIFIERS =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Verifier")
          .should()
          .callConstructorWhere(
              are(
                  DescribedPredicate.<JavaConstructorCall>describe(
                      "of something verified",
                      call ->
                          call.getTargetOwner().getSimpleName().startsWith("Verified")
                              && !call.getOriginOwner().equals(call.getTargetOwner()))));

  /** The package above them puts them together. */
  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.countersign.credentials.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyVerifiersMakeWhatIsVerified() {
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
      return new Caller.Verified(new SubjectId("anybody", null), CallerFacts.NOTHING);
    }
  }
}
