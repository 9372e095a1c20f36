// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The layers of the design, checked over all modules. */
class ArchitectureTest {
    private static final List<String> SERVICES =
            List.of("ingest", "query", "runner", "streams", "notifier", "autoscaler");

    /** The packages and classes that decide: what they need to know they are told. */
    private static final List<String> CORES = List.of(
            "io.jobstream.streams.scheduling.decision",
            "io.jobstream.runner.session",
            "io.jobstream.autoscaler.decision",
            "io.jobstream.audit.tree",
            "io.jobstream.audit.seals",
            "io.jobstream.audit.verification.PartitionVerification",
            "io.jobstream.check.history",
            "io.jobstream.check.kept",
            "io.jobstream.check.status",
            "io.jobstream.check.verdict",
            "io.jobstream.notifier.delivery.RetryPolicy",
            "io.jobstream.notifier.delivery.Backlog",
            "io.jobstream.streams.notifications.Incidents",
            "io.jobstream.streams.observed.ObservedFold",
            "io.jobstream.streams.observed.ObservedJobs");

    private static JavaClasses classes = new ClassFileImporter().importClasses(Set.of());

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.jobstream");
    }

    @TestFactory
    List<DynamicTest> noServiceDependsOnAnother() {
        return SERVICES.stream()
                .map(service -> DynamicTest.dynamicTest(service, () -> {
                    String[] others = SERVICES.stream()
                            .filter(other -> !other.equals(service))
                            .map(other -> "io.jobstream." + other + "..")
                            .toArray(String[]::new);
                    check(noClasses()
                            .that()
                            .resideInAPackage("io.jobstream." + service + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(others));
                }))
                .toList();
    }

    @Test
    void onlyStandaloneAndBenchmarksKnowServices() {
        String[] services =
                SERVICES.stream().map(each -> "io.jobstream." + each + "..").toArray(String[]::new);
        check(noClasses()
                .that(not(resideInAnyPackage(services))
                        .and(not(resideInAnyPackage("io.jobstream.standalone..", "io.jobstream.benchmarks.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(services));
    }

    @Test
    void contractsKnowNobody() {
        check(classes()
                .that()
                .resideInAnyPackage(
                        "io.jobstream.schemas..",
                        "io.jobstream.topics..",
                        "io.jobstream.clients..",
                        "io.jobstream.health..")
                .should()
                .onlyDependOnClassesThat(not(resideInAnyPackage("io.jobstream.."))
                        .or(resideInAnyPackage(
                                "io.jobstream.schemas..",
                                "io.jobstream.topics..",
                                "io.jobstream.clients..",
                                "io.jobstream.health.."))));
    }

    /** What it proves is worth something because it was written a second time. */
    @Test
    void theCheckSharesOnlyContractsWithWhatItChecks() {
        check(classes()
                .that()
                .resideInAPackage("io.jobstream.check..")
                .should()
                .onlyDependOnClassesThat(not(resideInAnyPackage("io.jobstream.."))
                        .or(resideInAnyPackage(
                                "io.jobstream.check..",
                                "io.jobstream.schemas..",
                                "io.jobstream.topics..",
                                "io.jobstream.clients..",
                                "io.jobstream.deadletters.."))));
    }

    @Test
    void onlyTheEmbeddedBrokerKnowsKafkasServer() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.jobstream.embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata.."));
    }

    @Test
    void everyCoreIsThere() {
        Set<String> found = new TreeSet<>();
        classes.stream()
                .filter(CORE)
                .forEach(each ->
                        CORES.stream().filter(core -> matches(core, each)).forEach(found::add));

        org.assertj.core.api.Assertions.assertThat(found).containsExactlyInAnyOrderElementsOf(CORES);
    }

    @Test
    void aCoreKnowsNoKafkaType() {
        check(noClasses().that(CORE).should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka.."));
    }

    @Test
    void aCoreReadsNoClockAndThrowsNoDice() {
        check(noClasses().that(CORE).should().dependOnClassesThat(ONE_OF_CLOCK_AND_DICE));
        for (String method : List.of("nanoTime", "currentTimeMillis", "getenv")) {
            check(noClasses().that(CORE).should().callMethod(System.class, method));
        }
        check(noClasses().that(CORE).should().callMethod(java.time.Instant.class, "now"));
        check(noClasses().that(CORE).should().callMethod(java.util.UUID.class, "randomUUID"));
    }

    @Test
    void aCoreDoesNotLog() {
        check(noClasses().that(CORE).should().dependOnClassesThat().resideInAnyPackage("org.slf4j.."));
    }

    @Test
    void packagesOfTheProgramDoNotGoRoundInCircles() {
        check(slices().matching("io.jobstream.standalone.(*)..").should().beFreeOfCycles());
    }

    private static final DescribedPredicate<JavaClass> CORE = DescribedPredicate.describe(
            "are part of a pure core", each -> CORES.stream().anyMatch(core -> matches(core, each)));

    private static final DescribedPredicate<JavaClass> ONE_OF_CLOCK_AND_DICE = DescribedPredicate.describe(
            "give time or chance",
            each -> Set.of(
                            "java.time.Clock",
                            "java.util.Random",
                            "java.security.SecureRandom",
                            "java.util.concurrent.ThreadLocalRandom",
                            "java.util.SplittableRandom")
                    .contains(each.getName()));

    private static boolean matches(String core, JavaClass each) {
        return each.getPackageName().equals(core)
                || each.getName().equals(core)
                || each.getName().startsWith(core + "$");
    }

    private static void check(ArchRule rule) {
        rule.check(classes);
    }
}
