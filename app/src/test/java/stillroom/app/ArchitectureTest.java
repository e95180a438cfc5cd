package stillroom.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What neither the compiler nor a module descriptor can say. Each rule comes with a violation in
/// `stillroom.broken` or below, and counts only because it was seen to fail on it.
class ArchitectureTest {

    private static final JavaClasses PROGRAM =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("stillroom");

    private static final JavaClasses VIOLATIONS =
            new ClassFileImporter().importPackages("stillroom.broken");

    private record Rule(String name, ArchRule rule) {}

    /// The rules for code whose root package is `root`: `stillroom` for the program, and
    /// `stillroom.broken` for the violations, which lie in a small copy of its packages.
    private static List<Rule> rules(String root) {
        return List.of(
                new Rule(
                        "packages have no cycles",
                        slices().matching(root + ".(**)").should().beFreeOfCycles()),
                new Rule(
                        "models and index do not know each other or the application",
                        noClasses()
                                .that()
                                .resideInAPackage(root + ".ai..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(root + ".index..", root + ".app..")),
                new Rule(
                        "the index does not know models or the application",
                        noClasses()
                                .that()
                                .resideInAPackage(root + ".index..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(root + ".ai..", root + ".app..")),
                new Rule(
                        "JavaFX stays in the window",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(root + ".app", root + ".app.ui..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("javafx..")),
                new Rule(
                        "view models know no nodes",
                        noClasses()
                                .that()
                                .haveSimpleNameEndingWith("ViewModel")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(
                                        "javafx.scene..",
                                        "javafx.stage..",
                                        "javafx.application..")),
                new Rule(
                        "the window talks to the application, not to libraries",
                        noClasses()
                                .that()
                                .resideInAPackage(root + ".app.ui..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(
                                        "ai.djl..", "org.apache.lucene..", "java.sql..")),
                new Rule(
                        "DJL stays in stillroom.ai.torch",
                        noClasses()
                                .that()
                                .resideOutsideOfPackage(root + ".ai.torch..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("ai.djl..")),
                new Rule(
                        "Lucene stays in the index",
                        noClasses()
                                .that(
                                        are(
                                                "not PassageIndex, VectorGeneration, LuceneFolder, Blocks or in .query",
                                                type ->
                                                        !type.getPackageName()
                                                                        .startsWith(
                                                                                root
                                                                                        + ".index.query")
                                                                && !partOf(
                                                                        type,
                                                                        root + ".index",
                                                                        "Blocks",
                                                                        "LuceneFolder",
                                                                        "PassageIndex",
                                                                        "VectorGeneration")))
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("org.apache.lucene..")),
                new Rule(
                        "SQL stays in the catalogue",
                        noClasses()
                                .that(
                                        are(
                                                "not Catalogue",
                                                type ->
                                                        !partOf(
                                                                type,
                                                                root + ".index",
                                                                "Catalogue")))
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("java.sql..")),
                new Rule(
                        "only the gateway and the leak test may speak to a network",
                        noClasses()
                                .that(
                                        are(
                                                "not the gateway or the leak test",
                                                type ->
                                                        !type.getPackageName()
                                                                        .startsWith(
                                                                                root
                                                                                        + ".app.gateway")
                                                                && !partOf(
                                                                        type,
                                                                        root + ".app.lock",
                                                                        "LeakTest")))
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(
                                        "java.net.http..",
                                        "javax.net..",
                                        "javax.naming..",
                                        "java.rmi..",
                                        "com.sun.net.httpserver..")
                                .orShould()
                                .dependOnClassesThat()
                                .haveNameMatching(
                                        "java\\.net\\.(Multicast|Datagram|Server)?Socket"
                                                + "|java\\.net\\.(Http|Jar)?URLConnection"
                                                + "|java\\.nio\\.channels\\..*(Socket|Datagram)Channel")),
                new Rule(
                        "threads are made and crossed in App, Desktop and the reader's main only",
                        noClasses()
                                .that(
                                        are(
                                                "not App, Desktop or the reader's main",
                                                type ->
                                                        !partOf(
                                                                        type,
                                                                        root + ".app",
                                                                        "App",
                                                                        "Desktop")
                                                                && !partOf(
                                                                        type,
                                                                        root + ".index.text",
                                                                        "ReaderMain")))
                                .should()
                                .accessClassesThat()
                                .belongToAnyOf(Executors.class)
                                .orShould()
                                .accessClassesThat()
                                .haveFullyQualifiedName("javafx.application.Platform")
                                .orShould()
                                .callConstructorWhere(
                                        describe(
                                                "it makes a thread",
                                                call ->
                                                        call.getTargetOwner()
                                                                .isAssignableTo(Thread.class)))
                                .orShould()
                                .callMethodWhere(
                                        describe(
                                                "it makes a thread",
                                                call ->
                                                        call.getTargetOwner()
                                                                        .isEquivalentTo(
                                                                                Thread.class)
                                                                && List.of(
                                                                                "ofPlatform",
                                                                                "ofVirtual",
                                                                                "startVirtualThread")
                                                                        .contains(
                                                                                call.getName())))),
                new Rule(
                        "nobody interrupts, because Lucene would lose its files",
                        noClasses()
                                .should()
                                .callMethod(Thread.class, "interrupt")
                                .orShould()
                                .callMethod(ExecutorService.class, "shutdownNow")
                                .orShould()
                                .callMethod(Future.class, "cancel", boolean.class)),
                new Rule("no mutable statics", fields().that().areStatic().should().beFinal()),
                new Rule(
                        "names say what a thing is",
                        noClasses()
                                .should()
                                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Service)")),
                new Rule(
                        "only the command line prints",
                        noClasses()
                                .that(
                                        are(
                                                "not the command line or the reader's main",
                                                type ->
                                                        !type.getPackageName()
                                                                        .startsWith(
                                                                                root + ".app.cli")
                                                                && !partOf(
                                                                        type,
                                                                        root + ".index.text",
                                                                        "ReaderMain")))
                                .should(ACCESS_STANDARD_STREAMS)));
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> are(
            String description, Predicate<JavaClass> predicate) {
        return describe("are " + description, predicate);
    }

    /// Says whether `type` is one of these top-level classes of `inPackage`, or lies inside one, or
    /// is one that such a class was split into: its name begins with the other's.
    private static boolean partOf(JavaClass type, String inPackage, String... names) {
        return type.getPackageName().equals(inPackage)
                && Stream.of(names)
                        .anyMatch(name ->
                                type.getName().equals(inPackage + "." + name)
                                        || type.getName().startsWith(inPackage + "." + name + "$")
                                        || (name.equals("Catalogue")
                                                && type.getName()
                                                        .startsWith(inPackage + "." + name)));
    }

    @TestFactory
    Stream<DynamicTest> holds() {
        return rules("stillroom").stream()
                .map(rule ->
                        DynamicTest.dynamicTest(
                                rule.name(),
                                () ->
                                        rule.rule()
                                                .as(rule.name())
                                                .allowEmptyShould(true)
                                                .check(PROGRAM)));
    }

    @TestFactory
    Stream<DynamicTest> failsOnAViolation() {
        return rules("stillroom.broken").stream()
                .map(rule ->
                        DynamicTest.dynamicTest(
                                rule.name(),
                                () ->
                                        assertThat(rule.rule().evaluate(VIOLATIONS).hasViolation())
                                                .isTrue()));
    }
}
