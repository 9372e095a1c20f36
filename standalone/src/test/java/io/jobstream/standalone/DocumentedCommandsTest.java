// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Every {@code ./jobstream} that a page tells its reader to type is one that the program takes. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    @TestFactory
    List<DynamicTest> everyDocumentedCommandIsTaken() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            for (String line : commands(page)) {
                tests.add(DynamicTest.dynamicTest(ROOT.relativize(page) + ": " + line, () -> assertTaken(line)));
            }
        }
        return tests;
    }

    @Test
    void wordsAreThoseOfAShell() {
        assertThat(words("./jobstream submit --wait -- 'make && make test' # all of it"))
                .containsExactly("submit", "--wait", "--", "make && make test");
    }

    private static void assertTaken(String line) {
        CommandLine program =
                Program.create(Map.of(), new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));

        ParseResult parsed = program.parseArgs(words(line).toArray(String[]::new));

        for (ParseResult each = parsed; each != null; each = each.subcommand()) {
            assertThat(each.errors()).isEmpty();
        }
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

    /** Lines of code blocks; one that ends in a backslash goes on in the next. */
    private static List<String> commands(Path page) throws IOException {
        List<String> commands = new ArrayList<>();
        boolean code = false;
        String begun = "";
        for (String line : Files.readAllLines(page)) {
            if (line.strip().startsWith("```")) {
                code = !code;
                continue;
            }
            String whole = begun + line.strip().replaceFirst("^\\$ ", "");
            if (code && whole.startsWith("./jobstream ")) {
                if (whole.endsWith("\\")) {
                    begun = whole.substring(0, whole.length() - 1) + " ";
                    continue;
                }
                commands.add(whole);
            }
            begun = "";
        }
        return commands;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line.substring("./jobstream ".length()));
        while (matcher.find()) {
            String word = Stream.of(1, 2, 3)
                    .map(matcher::group)
                    .filter(group -> group != null)
                    .findFirst()
                    .orElse("");
            if (word.startsWith("#") || List.of("&", ">", "|", "&&").contains(word)) {
                break;
            }
            words.add(word);
        }
        return words;
    }
}
