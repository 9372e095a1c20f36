// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

/** A command of the program. */
public interface ProgramCommand {
    /** Checks what the parser cannot; runs before {@link #run()}, also when the parser found mistakes. */
    default void check(Problems problems) {}

    /**
     * Does it.
     *
     * @return the exit status
     * @throws FailedException when it could not be done, for a reason that a user can understand
     */
    int run() throws Exception;
}
