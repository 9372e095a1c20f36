// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import java.util.List;
import java.util.function.Consumer;

/** Where the changes are kept. */
public interface ChangeLog extends AutoCloseable {

    /** Gives every change that was not given yet, oldest first. */
    void read(Consumer<Change> reader);

    /**
     * Adds changes, durably when it returns.
     *
     * @throws RegistryException when it is not known whether they were added
     */
    void append(List<Change> changes);

    @Override
    default void close() {}

    /** A log that ends with the process. */
    static ChangeLog inMemory() {
        return new ChangeLog() {
            @Override
            public void read(Consumer<Change> reader) {}

            @Override
            public void append(List<Change> changes) {}
        };
    }
}
