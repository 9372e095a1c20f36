// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import java.util.List;

/** A file of trigger rules that cannot be used: every mistake with its line and column. */
public final class InvalidRulesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidRulesException(List<String> mistakes) {
        super(String.join("\n", mistakes));
    }
}
