// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

/** What the process ends with. */
public final class ExitStatus {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USED_WRONGLY = 2;

    private ExitStatus() {}
}
