// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.audit;

import io.jobstream.audit.subjects.KeyEncryptionKey;
import io.jobstream.standalone.cli.Problems;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The key to personal data. */
final class KekOptions {
    @Option(
            names = "--audit-kek-file",
            paramLabel = "FILE",
            required = true,
            description = "The key that gateways encrypt personal data under.")
    @Nullable
    Path file;

    void check(Problems problems) {
        if (file != null) {
            problems.read(this::key);
        }
    }

    KeyEncryptionKey key() {
        return KeyEncryptionKey.read(Objects.requireNonNull(file));
    }
}
