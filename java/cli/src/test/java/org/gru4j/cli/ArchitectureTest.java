package org.gru4j.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What docs/architecture.md promises about who uses whom. It stands here because the command line's class path has
 * every module that is checked.
 */
@AnalyzeClasses(packages = "org.gru4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** The packages of core, from the ground up: each may use what stands before it. */
    private static final List<String> CORE = List.of(
            "argument",
            "lifetime",
            "tensor",
            "random",
            "recurrent",
            "backend",
            "backend.portable",
            "backend.reference",
            "file",
            "safetensors",
            "layer",
            "data",
            "model",
            "decode",
            "loss",
            "optim",
            "train",
            "checkpoint",
            "check");

    private static final String[] CORE_PACKAGES =
            CORE.stream().map(name -> "org.gru4j." + name).toArray(String[]::new);

    @ArchTest
    static final ArchRule noPackageUsesItselfInACircle =
            slices().matching("org.gru4j.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noModuleUsesAHigherOne = modules()
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("tasks")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("bench harness")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("interop")
            .mayOnlyBeAccessedByLayers("tasks", "cli")
            .whereLayer("onednn")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule onlyOneDnnKnowsJavaCpp = noClasses()
            .that()
            .resideOutsideOfPackage("org.gru4j.onednn..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule onlyTheCommandLineKnowsPicocli = noClasses()
            .that()
            .resideOutsideOfPackage("org.gru4j.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule noLibraryPrints = noClasses()
            .that()
            .resideOutsideOfPackages("org.gru4j.cli..", "org.gru4j.measure..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "console")
            .orShould()
            .callMethodWhere(target(name("printStackTrace")));

    @ArchTest
    static final ArchRule noLibraryEndsTheProcess = noClasses()
            .that()
            .resideOutsideOfPackages("org.gru4j.cli..", "org.gru4j.measure..")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    @ArchTest
    static void noPackageOfCoreUsesOneAboveIt(JavaClasses all) {
        for (int i = 0; i < CORE.size(); i++) {
            String[] above = CORE.subList(i + 1, CORE.size()).stream()
                    .map(name -> "org.gru4j." + name)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("org.gru4j." + CORE.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .allowEmptyShould(true)
                    .check(all);
        }
    }

    /** A rule about a package that has another name by now would hold for ever. */
    @ArchTest
    static void everyPackageIsInOneOfTheModules(JavaClasses all) {
        Set<String> rooms = all.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(rooms.contains("org.gru4j.onednn"), () -> "no classes of onednn in " + rooms);
        Set<String> core = rooms.stream()
                .filter(name -> !name.matches("org\\.gru4j\\.(onednn|interop|tasks|measure|cli)(\\..*)?"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(Set.of(CORE_PACKAGES)), core);
    }

    private static LayeredArchitecture modules() {
        return layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("core")
                .definedBy(CORE_PACKAGES)
                .layer("onednn")
                .definedBy("org.gru4j.onednn..")
                .layer("interop")
                .definedBy("org.gru4j.interop..")
                .layer("tasks")
                .definedBy("org.gru4j.tasks..")
                .layer("bench harness")
                .definedBy("org.gru4j.measure..")
                .layer("cli")
                .definedBy("org.gru4j.cli..");
    }
}
