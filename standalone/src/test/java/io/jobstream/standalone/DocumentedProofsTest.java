// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A test that a page names as proof is one that exists, and a link of a page leads somewhere. */
class DocumentedProofsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern PROOF = Pattern.compile("`([A-Z][A-Za-z]*[a-z](?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");

    @TestFactory
    List<DynamicTest> everyProofExists() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            for (MatchResult proof : found(PROOF, page)) {
                tests.add(DynamicTest.dynamicTest(name(page, proof), () -> assertExists(proof)));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            for (MatchResult link : found(LINK, page)) {
                tests.add(DynamicTest.dynamicTest(name(page, link), () -> assertLeads(page, link)));
            }
        }
        return tests;
    }

    /** Several modules may have a test of one name. */
    private static void assertExists(MatchResult proof) throws IOException {
        String method = proof.group(2);
        StringBuilder sources = new StringBuilder();
        for (Path file : testsOf(proof.group(1) + ".java")) {
            sources.append(Files.readString(file));
        }

        assertThat(sources).contains("class " + proof.group(1) + " ");
        if (method != null) {
            assertThat(sources).contains(" " + method + "(");
        }
    }

    private static void assertLeads(Path page, MatchResult link) throws IOException {
        Path target = link.group(1).isEmpty()
                ? page
                : page.resolveSibling(link.group(1)).normalize();
        String anchor = link.group(2);

        assertThat(target).exists();
        if (anchor != null) {
            assertThat(anchors(target)).contains(anchor);
        }
    }

    private static List<String> anchors(Path page) throws IOException {
        try (Stream<String> lines = Files.lines(page)) {
            return lines.filter(line -> line.matches("#+ .*"))
                    .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                    .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                    .toList();
        }
    }

    private static List<MatchResult> found(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page)).results().toList();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .filter(path -> !path.toString().contains("node_modules"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> testsOf(String fileName) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path sources : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.endsWith(fileName)).forEach(found::add);
                }
            }
        }
        return found;
    }

    private static String name(Path page, MatchResult found) {
        return ROOT.relativize(page) + ": " + found.group();
    }
}
