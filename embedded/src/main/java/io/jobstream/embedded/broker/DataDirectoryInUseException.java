// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import java.nio.file.Path;

/** Another process, or another broker of this one, works on the data directory. */
public final class DataDirectoryInUseException extends RuntimeException {
    DataDirectoryInUseException(Path directory) {
        super("The data directory " + directory + " is in use by another process:"
                + " stop that one or choose another directory");
    }
}
