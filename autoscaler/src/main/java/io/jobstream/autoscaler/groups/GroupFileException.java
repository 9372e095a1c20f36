// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.groups;

import java.nio.file.Path;
import java.util.List;

/** The file of groups cannot be used; the message names every mistake. */
public final class GroupFileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    GroupFileException(Path file, List<String> problems) {
        super(file + ": " + String.join("; ", problems));
    }
}
