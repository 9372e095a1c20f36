// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.files;

import java.util.List;

/** A file that cannot be used: every mistake with its line and column. */
public final class InvalidFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidFileException(List<String> mistakes) {
        super(String.join("\n", mistakes));
    }
}
