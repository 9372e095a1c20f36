// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

import java.nio.file.Path;
import java.util.List;

/** A file of receivers that cannot be used, with every mistake in it. */
public final class ReceiverFileException extends RuntimeException {
    ReceiverFileException(Path file, List<String> problems) {
        super(file + ": " + String.join("; ", problems));
    }
}
