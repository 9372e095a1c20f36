// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TopicsPageTest {
    private static final Path PAGE = Path.of("../docs/reference/topics.md");

    @Test
    void thePageSaysWhatTheCodeSays() throws Exception {
        String page = TopicsPage.text();

        if ("write".equals(System.getProperty("docs"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("Write it anew with: mvn test -pl schemas -Dtest=TopicsPageTest -Ddocs=write")
                .hasContent(page);
    }
}
