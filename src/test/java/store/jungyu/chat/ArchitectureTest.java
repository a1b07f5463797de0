package store.jungyu.chat;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrows between the packages: features know the room, operations know all, the room knows
/// nobody.
final class ArchitectureTest {
  private static final String CHAT = "store.jungyu.chat.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("store.jungyu.chat");

  @Test
  void theRoomKnowsNothingButJava() {
    classes()
        .that(resideInAPackage(CHAT + "room"))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(CHAT + "room", "java..", "javax.crypto..", "org.jspecify.."))
        .check(CLASSES);
  }

  @Test
  void featuresKnowTheRoomAndNotEachOther() {
    for (String feature :
        new String[] {"socket", "persistence", "embed", "moderation", "cluster"}) {
      noClasses()
          .that(resideInAPackage(CHAT + feature))
          .should()
          .dependOnClassesThat(
              resideInAPackage("store.jungyu.chat..")
                  .and(JavaClass.Predicates.resideOutsideOfPackages(CHAT + feature, CHAT + "room")))
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching(CHAT + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyPersistenceKnowsEntities() {
    noClasses()
        .that(resideInAPackage("store.jungyu.chat..").and(notIn("persistence")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.persistence..")
        .check(CLASSES);
  }

  @Test
  void onlyPersistenceAndOperationsSpeakToTheDatabase() {
    noClasses()
        .that(resideInAPackage("store.jungyu.chat..").and(notIn("persistence")).and(notIn("ops")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatThingsAre() {
    classes()
        .should()
        .haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils|DTO|Dto|Service|Handler)")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatMayBeNull() {
    classes()
        .that()
        .areNotAnonymousClasses()
        .should(
            be(
                new DescribedPredicate<JavaClass>("in a @NullMarked package") {
                  @Override
                  public boolean test(JavaClass type) {
                    return type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked");
                  }
                }))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> notIn(String feature) {
    return JavaClass.Predicates.resideOutsideOfPackage(CHAT + feature + "..");
  }
}
